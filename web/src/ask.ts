// A question to the server. Later than this is no answer: questions that hang in a dead network
// hold the few connections that a browser opens to one server, also when the network is back.
const kAnswerMs = 4_000;

export function ask(address: string, how: RequestInit = {}): Promise<Response> {
  return fetch(address, { ...how, signal: AbortSignal.timeout(kAnswerMs) });
}

// The bounds of the doors that lead outside: TLS and the sign-in through an OpenID provider. They
// stand beside limits.h, which every room reads, because two rooms alone ask for them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ioc::model {

// A TLS handshake, from the connection's first byte on: one that takes longer ends with the
// connection, however slowly its bytes drip. Handshakes at once: beyond, new connections close.
inline constexpr std::int64_t kTlsHandshakeMs = 10'000;
inline constexpr std::size_t kTlsHandshakesMax = 500;
// Connections of a server that speaks TLS by itself: beyond, new ones close. A live client takes 70
// KiB with TLS (two buffers of 17 KiB in Asio, OpenSSL's pair of them and its state), 1.8 without
// (resident memory over 800 of each, release build, 2 cores, November 2026), beside limits.memory.
// A proxy in front takes more of them.
inline constexpr std::size_t kTlsConnectionsMax = 3'000;
// How often it is looked whether the certificate's files have changed. They are read once they were
// the same at two looks, so that a chain and a key that are written one after the other meet.
inline constexpr std::int64_t kCertificateLookMs = 2'000;
// A certificate, key or list of authorities. Larger: it is refused.
inline constexpr std::size_t kPemBytesMax = 1 << 20;
// What `doctor` doubts: a certificate that is good for less.
inline constexpr std::int64_t kCertificateDoubtMs = std::int64_t{21} * 86'400'000;

// The OpenID provider. One call waits so long, one answer has so many bytes; beyond, the sign-in
// has failed and the page says so. Code and keys, asked in a row, stay below kEngineAnswerMs.
inline constexpr std::int64_t kOpenIdCallMs = 4'500;
inline constexpr std::size_t kOpenIdAnswerBytesMax = 256 << 10;
inline constexpr std::size_t kOpenIdTokenBytesMax = 16 << 10;
// Errands to it at once, and waiting: beyond, 503.
inline constexpr int kOpenIdThreads = 2;
inline constexpr std::size_t kOpenIdQueueMax = 32;
// One that did not answer is not asked again for so long, and whoever comes meanwhile is told so at
// once: else all would wait in that queue.
inline constexpr std::int64_t kOpenIdFailureMs = 2'000;
// What it told of itself is believed for so long when somebody begins to sign in, so that a
// provider that is away is found out here and not by the browser; its keys until one is asked for
// that is not among them: then they are read again, but not more often than this.
inline constexpr std::int64_t kOpenIdKnownMs = 10'000;
inline constexpr std::int64_t kOpenIdKeysAgainMs = 5'000;
// Keys of one provider. Further ones are left out.
inline constexpr std::size_t kOpenIdKeysMax = 50;
// From the page to the provider and back.
inline constexpr std::int64_t kOpenIdBeginMs = 10 * 60'000;
// Answers of the provider that were used, each remembered for kOpenIdBeginMs. Beyond: 503.
inline constexpr std::size_t kOpenIdUsedMax = 20'000;
// Clocks of the two may differ by so much; a token was issued at most so long ago.
inline constexpr std::int64_t kOpenIdLeewayMs = 60'000;
inline constexpr std::int64_t kOpenIdTokenAgeMs = 10 * 60'000;
// Sessions whose ID token is kept, in memory, to end them at the provider without asking there.
// Beyond, the oldest is forgotten, and the provider asks.
inline constexpr std::size_t kOpenIdHintsMax = 2'000;

}  // namespace ioc::model

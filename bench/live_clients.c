/* Watches the live feed with many clients at once, for bench/live_clients.py.
 *
 *   live_clients PORT CLIENTS STALLED PATH
 *
 * Opens CLIENTS connections to 127.0.0.1:PORT and asks each for PATH. The first STALLED of them
 * read nothing after the head of the answer; the others read all. Writes "open" once every client
 * was answered 200, then stays until standard input ends, and ends with one line of JSON: how many
 * are still open, how many were closed, and the bytes read. A client that is not answered 200 ends
 * it with 1. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { kEvents = 512, kPiece = 64 << 10, kTogether = 200, kReceiveBytes = 16 << 10 };

struct client {
  int socket;
  int is_answered;
  int is_stalled;
};

static void die(const char* words) {
  fprintf(stderr, "live_clients: %s: %s\n", words, strerror(errno));
  exit(1);
}

static void allow_sockets(long count) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= (rlim_t)count) return;
  limit.rlim_cur = (rlim_t)count;
  if (limit.rlim_max < limit.rlim_cur) limit.rlim_max = limit.rlim_cur;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) die("not enough file descriptors");
}

static int open_client(int port, const char* path) {
  const int sock = socket(AF_INET, SOCK_STREAM, 0);
  if (sock < 0) die("socket");
  const int bytes = kReceiveBytes; /* a stalled client holds no more than this by itself */
  setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(sock, (struct sockaddr*)&to, sizeof to) != 0) die("connect");
  char request[512];
  const int size =
      snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: bench\r\n\r\n", path);
  if (write(sock, request, (size_t)size) != size) die("write");
  return sock;
}

static char piece[kPiece];

/* Bytes read; -1 once the client is closed. */
static ssize_t read_some(struct client* client) {
  const ssize_t got = recv(client->socket, piece, sizeof piece, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return 0;
  if (got <= 0) return -1;
  if (!client->is_answered) {
    if (got < 12 || memcmp(piece + 9, "200", 3) != 0) die("a client was not answered 200");
    client->is_answered = 1;
  }
  return got;
}

int main(int argc, char** argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: live_clients PORT CLIENTS STALLED PATH\n");
    return 2;
  }
  const int port = atoi(argv[1]), count = atoi(argv[2]), stalled = atoi(argv[3]);
  allow_sockets(count + 64L);
  struct client* clients = calloc((size_t)count, sizeof *clients);
  const int poll = epoll_create1(0);
  if (clients == NULL || poll < 0) die("start");
  struct epoll_event of_input = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &of_input) != 0) die("standard input");
  int opened = 0, answered = 0, closed = 0, is_told = 0;
  uint64_t bytes = 0;
  for (;;) {
    for (; opened < count && opened - answered < kTogether; ++opened) {
      struct client* client = &clients[opened];
      client->socket = open_client(port, argv[4]);
      client->is_stalled = opened < stalled;
      struct epoll_event of_client = {.events = EPOLLIN, .data.ptr = client};
      if (epoll_ctl(poll, EPOLL_CTL_ADD, client->socket, &of_client) != 0) die("epoll");
    }
    if (answered == count && !is_told) {
      is_told = 1;
      puts("open");
      fflush(stdout);
    }
    struct epoll_event events[kEvents];
    const int ready = epoll_wait(poll, events, kEvents, -1);
    for (int i = 0; i < ready; ++i) {
      struct client* client = events[i].data.ptr;
      if (client == NULL) { /* standard input ends */
        printf("{\"open\":%d,\"closed\":%d,\"bytes\":%llu}\n", count - closed, closed,
               (unsigned long long)bytes);
        return 0;
      }
      const int was_answered = client->is_answered;
      const ssize_t got = read_some(client);
      if (got < 0) {
        ++closed;
        if (!client->is_answered) die("a client was closed before its answer");
      } else {
        bytes += (uint64_t)got;
      }
      answered += client->is_answered && !was_answered;
      if (got < 0 || (client->is_stalled && client->is_answered)) {
        epoll_ctl(poll, EPOLL_CTL_DEL, client->socket, NULL);
      }
    }
  }
}

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries to break out of a worker's sandbox: one attempt a run, inside or outside, by raw system
 * call.
 *
 * sandbox-probe list            the attempts: name, verdict expected inside, control expected
 * outside sandbox-probe descriptors     the open descriptors after amb_sandbox_enter, one a line on
 * stderr sandbox-probe inside NAME     attempts it after the sandbox closed; the exit status is the
 * errno, 0 for success sandbox-probe outside NAME    the same without the sandbox
 *
 * Descriptor 3 is a socketpair's end, the working directory holds "file", "folder" with "inner",
 * "empty", a listening "socket" and a datagram socket "inbox". */
#include "amb-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define INT(n) ((const void *) (gintptr) (n))
#define HERE INT (AT_FDCWD)

/* Made before the sandbox closes, for the attempts that need something in hand. */
static struct
{
  int unix_socket, inet_socket, datagram_socket, folder;
  void *page;
} hand;

static const struct sockaddr_un socket_address = { AF_UNIX, "socket" };
static struct sockaddr_un inbox_address = { AF_UNIX, "inbox" };
static const struct sockaddr_un new_socket_address = { AF_UNIX, "new" };
static const struct sockaddr_in inet_address = { .sin_family = AF_INET };
static const struct rlimit high_limit = { 8192, 8192 };
static const struct rlimit low_limit = { 64, 64 };
static struct rlimit read_limit;
static char buffer[4096];
static char *const no_arguments[] = { NULL };
static const struct iovec own_memory = { buffer, 1 };
static const struct iovec other_memory = { buffer + 1, 1 };
/* struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls */
static const guint64 clone_arguments[8] = { 0, 0, 0, 0, SIGCHLD, 0, 0, 0 };
/* struct open_how: flags, mode, resolve */
static const guint64 open_how[3] = { O_RDONLY, 0, 0 };

/* Attempts that are more than one call. */
static long
try_fork (void)
{
  pid_t pid = fork ();

  if (pid == 0)
    _exit (0);
  return pid;
}

static long
try_vfork (void)
{
  pid_t pid = vfork ();

  if (pid == 0)
    _exit (0);
  return pid;
}

static long
try_clone3 (void)
{
  long pid = syscall (SYS_clone3, clone_arguments, sizeof clone_arguments);

  if (pid == 0)
    _exit (0);
  return pid;
}

static long
try_clone_shared_memory (void)
{
  long pid = syscall (SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);

  if (pid == 0)
    _exit (0);
  return pid;
}

static long
try_connect (void)
{
  return syscall (SYS_connect, hand.unix_socket, &socket_address, sizeof socket_address);
}

static long
try_connect_inet (void)
{
  long result = syscall (SYS_connect, hand.inet_socket, &inet_address, sizeof inet_address);

  return result < 0 && errno == ECONNREFUSED ? 0 : result;
}

static long
try_bind (void)
{
  return syscall (SYS_bind, hand.unix_socket, &new_socket_address, sizeof new_socket_address);
}

static long
try_bind_inet (void)
{
  return syscall (SYS_bind, hand.inet_socket, &inet_address, sizeof inet_address);
}

static long
try_send_elsewhere (void)
{
  struct iovec data = { buffer, 1 };
  struct msghdr message = { .msg_name = &inbox_address,
                            .msg_namelen = sizeof inbox_address,
                            .msg_iov = &data,
                            .msg_iovlen = 1 };

  return syscall (SYS_sendmsg, hand.datagram_socket, &message, MSG_NOSIGNAL);
}

static long
try_openat_folder (void)
{
  return syscall (SYS_openat, hand.folder, "inner", O_RDONLY, 0);
}

static long
try_kill_parent (void)
{
  return syscall (SYS_kill, getppid (), 0);
}

static long
try_tgkill_parent (void)
{
  return syscall (SYS_tgkill, getppid (), getppid (), 0);
}

static long
try_limit_parent (void)
{
  return syscall (SYS_prlimit64, getppid (), RLIMIT_CORE, NULL, &read_limit);
}

static long
try_executable_page (void)
{
  return syscall (SYS_mprotect, hand.page, sizeof buffer, PROT_READ | PROT_EXEC);
}

static long
try_map_executable (void)
{
  return syscall (SYS_mmap, NULL, sizeof buffer, PROT_READ | PROT_WRITE | PROT_EXEC,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1L, 0L);
}

static long
try_read_memory (void)
{
  return syscall (SYS_process_vm_readv, getpid (), &own_memory, 1L, &other_memory, 1L, 0L);
}

static long
try_write_memory (void)
{
  return syscall (SYS_process_vm_writev, getpid (), &own_memory, 1L, &other_memory, 1L, 0L);
}

static void *
thread_main (void *data)
{
  return data;
}

static long
try_thread (void)
{
  pthread_t thread;
  int result = pthread_create (&thread, NULL, thread_main, NULL);

  if (result == 0)
    return pthread_join (thread, NULL);
  errno = result;
  return -1;
}

/* As a decoder calls it, not as the system call: libraries make something else of it. */
static long
try_fstat (void)
{
  struct stat status;

  return fstat (3, &status);
}

static long
try_memory (void)
{
  void *pages = mmap (NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return pages == MAP_FAILED ? -1 : munmap (pages, 1 << 20);
}

static long
try_abort (void)
{
  abort ();
}

static long
try_own_signal (void)
{
  return raise (SIGURG);
}

static long
try_send_to_parent (void)
{
  struct iovec data = { buffer, 1 };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

  return sendmsg (3, &message, MSG_NOSIGNAL);
}

#ifdef __x86_64__
/* getpid of the 32-bit table, through the gate that a filter for one ABI alone forgets. */
static long
try_int80 (void)
{
  long result;

  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
  return result;
}
#endif

typedef enum
{
  DENIED,  /* comes back with EACCES, or as if the kernel did not have it */
  REFUSED, /* comes back with EACCES: what libraries are used to when they open and connect */
  KILLED,  /* ends the process by SIGSYS */
  ALLOWED, /* works: what a decoder needs */
  ABORTED, /* ends by SIGABRT, inside as outside: the parent must be able to tell why */
} Verdict;

typedef enum
{
  WORKS,   /* succeeds without the sandbox: the attempt itself is sound */
  DEPENDS, /* on privileges or the kernel's configuration: only shown not to end by SIGSYS */
} Control;

static const char *const verdict_names[] = { "denied", "refused", "killed", "allowed", "aborted" };
static const char *const control_names[] = { "works", "depends" };

typedef struct
{
  const char *name;
  Verdict verdict;
  Control control;
  long (*function) (void); /* or else the call */
  long call;
  const void *arguments[6];
} Attempt;

#define CALL(name, verdict, control, ...)                                                          \
  {                                                                                                \
#name, verdict, control, NULL, SYS_##name, { __VA_ARGS__ }                                     \
  }
#define CALL_AS(label, name, verdict, control, ...)                                                \
  {                                                                                                \
    label, verdict, control, NULL, SYS_##name, { __VA_ARGS__ }                                     \
  }
#define OWN(label, verdict, control, function)                                                     \
  {                                                                                                \
    label, verdict, control, function, 0, { NULL }                                                 \
  }
#define SOCKET(label, control, family, type)                                                       \
  CALL_AS ("socket-" label, socket, DENIED, control, INT (family), INT (type), INT (0))

static const Attempt attempts[] = {
/* files */
#ifdef SYS_open
  CALL (open, REFUSED, WORKS, "file", INT (O_RDONLY), INT (0)),
  CALL (creat, REFUSED, WORKS, "new", INT (0600)),
  CALL (unlink, DENIED, WORKS, "file"),
  CALL (rename, DENIED, WORKS, "file", "new"),
  CALL (mkdir, DENIED, WORKS, "new", INT (0700)),
  CALL (rmdir, DENIED, WORKS, "empty"),
  CALL (symlink, DENIED, WORKS, "file", "new"),
  CALL (link, DENIED, WORKS, "file", "new"),
  CALL (chmod, DENIED, WORKS, "file", INT (0600)),
  CALL (chown, DENIED, WORKS, "file", INT (-1), INT (-1)),
  CALL (stat, DENIED, WORKS, "file", buffer),
  CALL (lstat, DENIED, WORKS, "file", buffer),
  CALL (access, DENIED, WORKS, "file", INT (R_OK)),
  CALL (readlink, DENIED, WORKS, "/proc/self/exe", buffer, INT (sizeof buffer)),
  CALL (mknod, DENIED, WORKS, "new", INT (S_IFIFO | 0600), INT (0)),
  CALL (utime, DENIED, WORKS, "file", NULL),
  CALL (inotify_init, DENIED, WORKS, NULL),
  CALL (setrlimit, DENIED, WORKS, INT (RLIMIT_NOFILE), &low_limit),
#endif
  CALL (openat, REFUSED, WORKS, HERE, "file", INT (O_RDONLY), INT (0)),
  CALL_AS (
      "openat-create", openat, REFUSED, WORKS, HERE, "new", INT (O_CREAT | O_RDWR), INT (0600)),
  CALL_AS ("openat-temporary",
           openat,
           REFUSED,
           DEPENDS,
           HERE,
           ".",
           INT (O_TMPFILE | O_RDWR),
           INT (0600)),
  CALL_AS (
      "opendir", openat, REFUSED, WORKS, HERE, "folder", INT (O_RDONLY | O_DIRECTORY), INT (0)),
  CALL_AS (
      "open-proc-memory", openat, REFUSED, WORKS, HERE, "/proc/self/mem", INT (O_RDWR), INT (0)),
  CALL_AS (
      "reopen-descriptor", openat, REFUSED, WORKS, HERE, "/proc/self/fd/0", INT (O_RDWR), INT (0)),
  OWN ("openat-of-folder-in-hand", REFUSED, WORKS, try_openat_folder),
  CALL (openat2, REFUSED, DEPENDS, HERE, "file", open_how, INT (sizeof open_how)),
  CALL (open_by_handle_at, REFUSED, DEPENDS, HERE, buffer, INT (O_RDONLY)),
  CALL (name_to_handle_at, DENIED, DEPENDS, HERE, "file", buffer, buffer + 64, INT (0)),
  CALL (unlinkat, DENIED, WORKS, HERE, "file", INT (0)),
  CALL (renameat2, DENIED, WORKS, HERE, "file", HERE, "new", INT (0)),
  CALL (mkdirat, DENIED, WORKS, HERE, "new", INT (0700)),
  CALL (symlinkat, DENIED, WORKS, "file", HERE, "new"),
  CALL (linkat, DENIED, WORKS, HERE, "file", HERE, "new", INT (0)),
  CALL (fchmodat, DENIED, WORKS, HERE, "file", INT (0600)),
  CALL (fchownat, DENIED, WORKS, HERE, "file", INT (-1), INT (-1), INT (0)),
  CALL (faccessat, DENIED, WORKS, HERE, "file", INT (R_OK)),
  CALL (readlinkat, DENIED, WORKS, HERE, "/proc/self/exe", buffer, INT (sizeof buffer)),
  CALL (mknodat, DENIED, WORKS, HERE, "new", INT (S_IFIFO | 0600), INT (0)),
  CALL (utimensat, DENIED, WORKS, HERE, "file", NULL, INT (0)),
  CALL (truncate, DENIED, WORKS, "file", INT (0)),
  CALL_AS (
      "stat-by-path", newfstatat, DENIED, WORKS, HERE, "/etc/passwd", buffer, INT (AT_EMPTY_PATH)),
  CALL (statx, DENIED, WORKS, HERE, "file", INT (0), INT (0), buffer),
  CALL (statfs, DENIED, WORKS, ".", buffer),
  CALL (chdir, DENIED, WORKS, "folder"),
  CALL (chroot, DENIED, DEPENDS, "folder"),
  CALL (getcwd, DENIED, WORKS, buffer, INT (sizeof buffer)),
  CALL (setxattr, DENIED, DEPENDS, "file", "user.test", "x", INT (1), INT (0)),
  CALL (inotify_init1, DENIED, WORKS, INT (0)),
  CALL (fanotify_init, DENIED, DEPENDS, INT (0), INT (0)),
  /* the network and other processes' sockets */
  SOCKET ("unix", WORKS, AF_UNIX, SOCK_STREAM),
  SOCKET ("inet", WORKS, AF_INET, SOCK_STREAM),
  SOCKET ("inet-datagram", WORKS, AF_INET, SOCK_DGRAM),
  SOCKET ("inet6", DEPENDS, AF_INET6, SOCK_STREAM),
  SOCKET ("netlink", WORKS, AF_NETLINK, SOCK_RAW),
  SOCKET ("packet", DEPENDS, AF_PACKET, SOCK_RAW),
  SOCKET ("vsock", DEPENDS, AF_VSOCK, SOCK_STREAM),
  SOCKET ("bluetooth", DEPENDS, AF_BLUETOOTH, SOCK_STREAM),
  SOCKET ("algorithm", DEPENDS, AF_ALG, SOCK_SEQPACKET),
  SOCKET ("can", DEPENDS, AF_CAN, SOCK_RAW),
  SOCKET ("tipc", DEPENDS, AF_TIPC, SOCK_STREAM),
  CALL (socketpair, REFUSED, WORKS, INT (AF_UNIX), INT (SOCK_STREAM), INT (0), buffer),
  OWN ("connect-bus", REFUSED, WORKS, try_connect),
  OWN ("connect-inet", REFUSED, WORKS, try_connect_inet),
  OWN ("bind-unix", REFUSED, WORKS, try_bind),
  OWN ("bind-inet", REFUSED, WORKS, try_bind_inet),
  OWN ("send-elsewhere", DENIED, WORKS, try_send_elsewhere),
  /* programs and processes */
  CALL (execve, KILLED, WORKS, "/bin/true", no_arguments, no_arguments),
  CALL (execveat, KILLED, WORKS, HERE, "/bin/true", no_arguments, no_arguments, INT (0)),
  OWN ("fork", DENIED, WORKS, try_fork),
  OWN ("vfork", DENIED, WORKS, try_vfork),
  OWN ("clone3-process", DENIED, WORKS, try_clone3),
  OWN ("clone-process", DENIED, WORKS, try_clone_shared_memory),
  CALL (ptrace, KILLED, DEPENDS, INT (PTRACE_TRACEME), NULL, NULL, NULL),
  OWN ("process_vm_readv", KILLED, WORKS, try_read_memory),
  OWN ("process_vm_writev", KILLED, WORKS, try_write_memory),
  OWN ("kill-parent", DENIED, WORKS, try_kill_parent),
  OWN ("tgkill-parent", DENIED, WORKS, try_tgkill_parent),
  CALL_AS ("kill-everything", kill, DENIED, WORKS, INT (-1), INT (0)),
  CALL_AS ("kill-group", kill, DENIED, WORKS, INT (0), INT (0)),
  CALL (pidfd_open, DENIED, WORKS, INT (1), INT (0)),
  CALL (setsid, DENIED, DEPENDS, NULL),
  CALL (unshare, DENIED, WORKS, INT (CLONE_FILES)),
  CALL (setns, DENIED, DEPENDS, INT (0), INT (0)),
  CALL (personality, DENIED, WORKS, INT (0xffffffff)),
  CALL_AS ("prctl-undo-death-signal", prctl, DENIED, WORKS, INT (PR_SET_PDEATHSIG), INT (0)),
  CALL_AS ("prctl-dumpable", prctl, DENIED, WORKS, INT (PR_SET_DUMPABLE), INT (1)),
  CALL (setpriority, DENIED, WORKS, INT (PRIO_PROCESS), INT (0), INT (19)),
  /* limits and memory */
  CALL_AS ("raise-own-limit",
           prlimit64,
           DENIED,
           DEPENDS,
           INT (0),
           INT (RLIMIT_NOFILE),
           &high_limit,
           NULL),
  CALL_AS (
      "lower-own-limit", prlimit64, DENIED, WORKS, INT (0), INT (RLIMIT_NOFILE), &low_limit, NULL),
  OWN ("read-parent-limit", DENIED, WORKS, try_limit_parent),
  CALL (memfd_create, REFUSED, WORKS, "new", INT (0)),
  OWN ("map-executable", DENIED, WORKS, try_map_executable),
  OWN ("make-executable", DENIED, WORKS, try_executable_page),
  CALL (shmget, DENIED, DEPENDS, INT (IPC_PRIVATE), INT (4096), INT (0)),
  CALL (msgget, DENIED, DEPENDS, INT (0x414d42), INT (0)),
  CALL (semget, DENIED, DEPENDS, INT (0x414d42), INT (1), INT (0)),
  /* the kernel's wider surface */
  CALL (io_uring_setup, KILLED, DEPENDS, INT (1), buffer),
  CALL (bpf, KILLED, DEPENDS, INT (0), buffer, INT (0)),
  CALL (keyctl, KILLED, DEPENDS, INT (0), INT (-3), INT (0)),
  CALL (mount, KILLED, DEPENDS, "none", "folder", "none", INT (0), NULL),
  CALL (add_key, DENIED, DEPENDS, "user", "name", "x", INT (1), INT (-1)),
  CALL (umount2, DENIED, DEPENDS, "folder", INT (0)),
  CALL (pivot_root, DENIED, DEPENDS, "folder", "folder"),
  CALL (userfaultfd, DENIED, DEPENDS, INT (0)),
  CALL (perf_event_open, DENIED, DEPENDS, buffer, INT (0), INT (-1), INT (-1), INT (0)),
  CALL (eventfd2, DENIED, WORKS, INT (0), INT (0)),
  CALL (pipe2, DENIED, WORKS, buffer, INT (0)),
  CALL (dup, DENIED, WORKS, INT (0)),
  CALL_AS ("ioctl-inject", ioctl, DENIED, DEPENDS, INT (0), INT (0x5412), "x"),
  CALL_AS ("fcntl-owner", fcntl, DENIED, WORKS, INT (3), INT (F_SETOWN), INT (0)),
#ifdef __x86_64__
  OWN ("int80", KILLED, DEPENDS, try_int80),
  { "x32-getpid", KILLED, DEPENDS, NULL, 0x40000000 | SYS_getpid, { NULL } },
#endif
  /* what a decoder needs */
  OWN ("abort", ABORTED, DEPENDS, try_abort),
  OWN ("thread", ALLOWED, WORKS, try_thread),
  OWN ("fstat", ALLOWED, WORKS, try_fstat),
  OWN ("memory", ALLOWED, WORKS, try_memory),
  OWN ("own-signal", ALLOWED, WORKS, try_own_signal),
  OWN ("send-to-parent", ALLOWED, WORKS, try_send_to_parent),
  CALL_AS (
      "read-own-limit", prlimit64, ALLOWED, WORKS, INT (0), INT (RLIMIT_NOFILE), NULL, &read_limit),
};

static void
list_attempts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    printf ("%s %s %s\n", attempts[i].name, verdict_names[attempts[i].verdict],
            control_names[attempts[i].control]);
}

static void
list_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (target == NULL || !g_str_has_prefix (target, "/proc/"))
        fprintf (stderr, "%s %s\n", name, target);
    }
}

static const Attempt *
find_attempt (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    if (strcmp (attempts[i].name, name) == 0)
      return &attempts[i];
  return NULL;
}

static void
take_in_hand (void)
{
  hand.unix_socket = socket (AF_UNIX, SOCK_STREAM, 0);
  hand.inet_socket = socket (AF_INET, SOCK_STREAM, 0);
  hand.datagram_socket = socket (AF_UNIX, SOCK_DGRAM, 0);
  hand.folder = open ("folder", O_PATH | O_DIRECTORY);
  hand.page
      = mmap (NULL, sizeof buffer, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int
run (const Attempt *attempt)
{
  const void *const *a = attempt->arguments;
  long result;

  errno = 0;
  result = attempt->function != NULL ? attempt->function ()
                                     : syscall (attempt->call, a[0], a[1], a[2], a[3], a[4], a[5]);
  return result < 0 ? errno : 0;
}

int
main (int argc, char **argv)
{
  const char *mode = argc > 1 ? argv[1] : "";
  const Attempt *attempt = argc > 2 ? find_attempt (argv[2]) : NULL;
  AmbSandboxLimits limits = { .oom_score_adj = 100 };
  AmbSandboxState state;
  g_autoptr (GError) error = NULL;

  if (strcmp (mode, "list") == 0)
    {
      list_attempts ();
      return 0;
    }
  if (!amb_sandbox_enter (&error))
    g_error ("%s", error->message);
  if (strcmp (mode, "descriptors") == 0)
    {
      list_descriptors ();
      return 0;
    }
  g_assert (attempt != NULL);
  take_in_hand ();
  if (strcmp (mode, "inside") == 0 && !amb_sandbox_close (&limits, &state, &error))
    g_error ("%s", error->message);
  _exit (run (attempt));
}

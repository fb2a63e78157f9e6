/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The system calls that a worker needs, and what happens at the others.
 *
 * DESIGN. Three tables hold everything: what is allowed, what is allowed with certain arguments
 * only, and what is answered in another way than "no such system call" (ENOSYS), which is the
 * default because C libraries fall back quietly from it (clone3 to clone, for one). Opening and
 * connecting are answered with EACCES, which libraries report well. Calls that no decoder ever
 * makes, and that a taken-over decoder makes first, end the process. A call of another architecture
 * or ABI ends it too. */
#include "amb-sandbox-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "amb-error.h"
#include "amb-message.h"

static const int allowed[] = {
  /* the descriptors that were handed over */
  SCMP_SYS (read),
  SCMP_SYS (pread64),
  SCMP_SYS (write),
  SCMP_SYS (writev),
  SCMP_SYS (lseek),
  SCMP_SYS (close),
  SCMP_SYS (fstat),
  SCMP_SYS (poll),
  SCMP_SYS (ppoll),
  /* memory */
  SCMP_SYS (brk),
  SCMP_SYS (munmap),
  SCMP_SYS (mremap),
  SCMP_SYS (madvise),
  /* threads, signals and the end */
  SCMP_SYS (futex),
  SCMP_SYS (set_robust_list),
  SCMP_SYS (rseq),
  SCMP_SYS (sched_yield),
  SCMP_SYS (sched_getaffinity),
  SCMP_SYS (rt_sigaction),
  SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (rt_sigreturn),
  SCMP_SYS (sigaltstack),
  SCMP_SYS (restart_syscall),
  SCMP_SYS (exit),
  SCMP_SYS (exit_group),
  /* time, chance and names */
  SCMP_SYS (clock_gettime),
  SCMP_SYS (clock_getres),
  SCMP_SYS (clock_nanosleep),
  SCMP_SYS (nanosleep),
  SCMP_SYS (gettimeofday),
  SCMP_SYS (getrandom),
  SCMP_SYS (getpid),
  SCMP_SYS (gettid),
  SCMP_SYS (getppid),
  SCMP_SYS (sysinfo),
};

/* What glibc's pthread_create passes: a thread, and nothing that could be a process or a namespace.
 */
#define THREAD_FLAGS                                                                               \
  (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_SIGHAND | CLONE_THREAD | CLONE_SETTLS \
   | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

/* Allowed when all the conditions hold. A datum of OWN_PID stands for this process. */
#define OWN_PID G_MAXUINT64
#define IS(arg, value)                                                                             \
  {                                                                                                \
    (arg), SCMP_CMP_EQ, (value), 0                                                                 \
  }
#define LACKS(arg, bits)                                                                           \
  {                                                                                                \
    (arg), SCMP_CMP_MASKED_EQ, (bits), 0                                                           \
  }

static const struct
{
  int call;
  guint n_conditions;
  struct scmp_arg_cmp conditions[2];
} conditional[] = {
  { SCMP_SYS (mmap), 1, { LACKS (2, PROT_EXEC) } },
  { SCMP_SYS (mprotect), 1, { LACKS (2, PROT_EXEC) } },
  { SCMP_SYS (clone), 1, { IS (0, THREAD_FLAGS) } },
  { SCMP_SYS (prlimit64), 2, { IS (0, 0), IS (2, 0) } },
  { SCMP_SYS (prctl), 1, { IS (0, PR_SET_NAME) } },
  { SCMP_SYS (kill), 1, { IS (0, OWN_PID) } },
  { SCMP_SYS (tgkill), 1, { IS (0, OWN_PID) } },
  { SCMP_SYS (sendmsg), 1, { IS (0, AMB_WORKER_SOCKET_FD) } },
  { SCMP_SYS (recvmsg), 1, { IS (0, AMB_WORKER_SOCKET_FD) } },
  { SCMP_SYS (fcntl), 1, { IS (1, F_GETFL) } },
  { SCMP_SYS (fcntl), 1, { IS (1, F_GET_SEALS) } },
};

#define DENY SCMP_ACT_ERRNO (EACCES)
#define KILL SCMP_ACT_KILL_PROCESS

static const struct
{
  guint32 action;
  int call;
} answered[] = {
  { DENY, SCMP_SYS (open) },
  { DENY, SCMP_SYS (openat) },
  { DENY, SCMP_SYS (openat2) },
  { DENY, SCMP_SYS (creat) },
  { DENY, SCMP_SYS (open_by_handle_at) },
  { DENY, SCMP_SYS (socket) },
  { DENY, SCMP_SYS (socketpair) },
  { DENY, SCMP_SYS (connect) },
  { DENY, SCMP_SYS (bind) },
  { DENY, SCMP_SYS (listen) },
  { DENY, SCMP_SYS (memfd_create) },
  { KILL, SCMP_SYS (execve) },
  { KILL, SCMP_SYS (execveat) },
  { KILL, SCMP_SYS (ptrace) },
  { KILL, SCMP_SYS (process_vm_readv) },
  { KILL, SCMP_SYS (process_vm_writev) },
  { KILL, SCMP_SYS (bpf) },
  { KILL, SCMP_SYS (io_uring_setup) },
  { KILL, SCMP_SYS (keyctl) },
  { KILL, SCMP_SYS (mount) },
};

/* glibc 2.33 to 2.38 make fstat out of newfstatat and an empty path, which a filter cannot tell
 * from a path of somebody's file. Here it is the system call of its own name again, for every
 * library of the process. (struct stat is the kernel's on 64-bit machines.) */
int amb_sandbox_fstat (int fd, void *status);
int amb_sandbox_fstat_plain (int fd, void *status) __asm__("fstat")
    __attribute__ ((alias ("amb_sandbox_fstat")));
int amb_sandbox_fstat_large (int fd, void *status) __asm__("fstat64")
    __attribute__ ((alias ("amb_sandbox_fstat")));

int
amb_sandbox_fstat (int fd, void *status)
{
  return (int) syscall (SYS_fstat, fd, status);
}

static int
add_allowed (scmp_filter_ctx filter)
{
  int result = 0;

  for (guint i = 0; i < G_N_ELEMENTS (allowed) && result == 0; i++)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0);
  return result;
}

static int
add_conditional (scmp_filter_ctx filter)
{
  int result = 0;

  for (guint i = 0; i < G_N_ELEMENTS (conditional) && result == 0; i++)
    {
      struct scmp_arg_cmp conditions[2];

      memcpy (conditions, conditional[i].conditions, sizeof conditions);
      if (conditions[0].datum_a == OWN_PID)
        conditions[0].datum_a = (scmp_datum_t) getpid ();
      result = seccomp_rule_add_array (filter, SCMP_ACT_ALLOW, conditional[i].call,
                                       conditional[i].n_conditions, conditions);
    }
  return result;
}

static int
add_answered (scmp_filter_ctx filter)
{
  int result = 0;

  for (guint i = 0; i < G_N_ELEMENTS (answered) && result == 0; i++)
    result = seccomp_rule_add (filter, answered[i].action, answered[i].call, 0);
  return result;
}

static int
build_and_load (scmp_filter_ctx filter)
{
  int result = seccomp_attr_set (filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

  if (result == 0)
    result = add_allowed (filter);
  if (result == 0)
    result = add_conditional (filter);
  if (result == 0)
    result = add_answered (filter);
  if (result == 0)
    result = seccomp_load (filter);
  return result;
}

gboolean
amb_sandbox_seccomp (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (ENOSYS));
  int result = filter != NULL ? build_and_load (filter) : -ENOMEM;

  if (filter != NULL)
    seccomp_release (filter);
  if (result == 0)
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SANDBOX, "seccomp: %s", g_strerror (-result));
  return FALSE;
}

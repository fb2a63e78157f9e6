/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker's beginning and end: what it holds when it says READY, and that it goes when it must.
 *
 * The program is its own helper: --hold starts a worker and waits to be killed, --without NAME
 * CLASS takes a mechanism away from the kernel that the worker sees and becomes the worker. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "amb-error.h"
#include "pictures.h"
#include "worker-driver.h"

static const char *const classes[] = { "view", "batch", "probe" };
static const char *self_path;

static void
get_facts (Driver *driver, int *landlock, gboolean *seccomp)
{
  g_autoptr (GVariant) body = driver_expect (driver, AMB_MESSAGE_READY);
  g_autoptr (GVariant) facts = g_variant_get_child_value (body, 0);

  g_assert_true (g_variant_lookup (facts, "landlock", "i", landlock));
  g_assert_true (g_variant_lookup (facts, "seccomp", "b", seccomp));
  g_assert_true (g_variant_lookup (facts, "version", "s", NULL));
}

static void
test_ready (void)
{
  int abi = (int) syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (Driver) driver = driver_new (classes[i]);
      gboolean seccomp;
      int landlock;

      get_facts (driver, &landlock, &seccomp);
      g_assert_cmpint (landlock, ==, MAX (abi, 0));
      g_assert_true (seccomp);
    }
}

/* What a worker of that class, with or without the word "modules", has mapped. Transfer full. */
static char *
read_maps (const char *class, const char *word)
{
  const char *program[] = { g_getenv ("AMB_WORKER_PROGRAM"), class, word, NULL };
  g_autoptr (Driver) driver = driver_new_for_program (program);
  g_autofree char *path = g_strdup_printf ("/proc/%d/maps", driver->pid);
  g_autofree char *maps = NULL;

  g_variant_unref (driver_expect (driver, AMB_MESSAGE_READY));
  g_assert_true (g_file_get_contents (path, &maps, NULL, NULL));
  return g_steal_pointer (&maps);
}

/* One process a photo must start soon: what few formats need it loads only when asked to, and what
 * the program has of GLib is its lowest library. */
static void
test_modules (void)
{
  static const char *const rare[]
      = { "ambrotype-codecs.so", "libtiff", "libwebp", "libgdk_pixbuf" };
  static const char *const above[] = { "libgobject", "libgio" };
  g_autofree char *view = read_maps ("view", NULL);
  g_autofree char *probe = read_maps ("probe", NULL);
  g_autofree char *modules = read_maps ("batch", "modules");
  g_autofree char *batch = read_maps ("batch", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rare); i++)
    {
      g_assert_nonnull (strstr (view, rare[i]));
      g_assert_nonnull (strstr (probe, rare[i]));
      g_assert_nonnull (strstr (modules, rare[i]));
      g_assert_null (strstr (batch, rare[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (above); i++)
    g_assert_null (strstr (batch, above[i]));
  g_assert_nonnull (strstr (batch, "libjpeg"));
}

/* What the kernel says about a process; /proc/PID/status stays readable. */
static char *
status_value (int pid, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], key))
      return g_strdup (g_strstrip (lines[i] + strlen (key)));
  return NULL;
}

static void
check_status (int pid, const char *key, const char *expected)
{
  g_autofree char *value = status_value (pid, key);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_kernel_state (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (Driver) driver = driver_new_ready (classes[i]);
      struct rlimit limit;

      check_status (driver->pid, "Threads:", "1");
      check_status (driver->pid, "NoNewPrivs:", "1");
      check_status (driver->pid, "Seccomp:", "2");
      g_assert_cmpint (prlimit (driver->pid, RLIMIT_CORE, NULL, &limit), ==, 0);
      g_assert_cmpuint (limit.rlim_max, ==, 0);
      g_assert_cmpint (prlimit (driver->pid, RLIMIT_NOFILE, NULL, &limit), ==, 0);
      g_assert_cmpuint (limit.rlim_max, <=, 64);
      g_assert_cmpint (prlimit (driver->pid, RLIMIT_CPU, NULL, &limit), ==, 0);
      g_assert_true ((limit.rlim_cur == RLIM_INFINITY) == !g_str_equal (classes[i], "batch"));
    }
}

/* A worker may not be looked into by its parent, but its memory may be limited by it. */
static void
test_limit_from_outside (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  struct rlimit limit = { 1u << 30, RLIM_INFINITY };

  g_assert_cmpint (prlimit (driver->pid, RLIMIT_DATA, &limit, NULL), ==, 0);
  g_assert_cmpint (prlimit (driver->pid, RLIMIT_DATA, NULL, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, ==, 1u << 30);
}

static gboolean
is_intended (const char *target)
{
  static const char *const intended[]
      = { "/dev/null", "pipe:", "socket:", "anon_inode:[eventfd]", "/memfd:ambrotype-scratch" };

  for (guint i = 0; i < G_N_ELEMENTS (intended); i++)
    if (g_str_has_prefix (target, intended[i]))
      return TRUE;
  return FALSE;
}

/* 0 to 3, the main loop's wake-up, and the batch worker's scratch memory; whatever the parent lets
 * slip. */
static void
test_descriptors (void)
{
  int leaked = open ("/etc/passwd", O_RDONLY);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (Driver) driver = driver_new_ready (classes[i]);
      g_autofree char *path = g_strdup_printf ("/proc/%d/fd", driver->pid);
      g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
      const char *name;
      guint n = 0;

      if (folder == NULL)
        {
          g_test_skip ("only root may look");
          break;
        }
      for (; (name = g_dir_read_name (folder)) != NULL; n++)
        {
          g_autofree char *link = g_build_filename (path, name, NULL);
          g_autofree char *target = g_file_read_link (link, NULL);

          g_test_message ("%s: %s %s", classes[i], name, target);
          g_assert_true (atoi (name) == 2 || is_intended (target));
        }
      g_assert_cmpuint (n, ==, g_str_equal (classes[i], "batch") ? 6 : 5);
    }
  close (leaked);
}

static void
test_end_of_socket (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (Driver) driver = driver_new_ready (classes[i]);

      driver_close (driver);
      g_assert_cmpint (driver_wait_exit (driver), ==, 0);
    }
}

/* Before it could even say READY. */
static void
test_end_of_socket_at_once (void)
{
  g_autoptr (Driver) driver = driver_new ("view");

  driver_close (driver);
  g_assert_cmpint (driver_wait_exit (driver), ==, 0);
}

static void
test_end_while_busy (void)
{
  int source = picture_jpeg (3000, 3000, 0);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Driver) driver = driver_new_ready (classes[i]);
      int output = make_memfd (0, FALSE, NULL);

      driver_open (driver, 1, source);
      if (g_str_equal (classes[i], "batch"))
        driver_export (driver, 1, NULL, "png", "", output);
      g_variant_unref (driver_expect (driver, AMB_MESSAGE_OPENED));
      driver_close (driver);
      g_assert_cmpint (driver_wait_exit (driver), ==, 0);
      close (output);
    }
  close (source);
}

static void
expect_protocol_end (Driver *driver)
{
  g_assert_cmpint (driver_wait_exit (driver), ==, AMB_WORKER_EXIT_PROTOCOL);
}

static void
test_garbage (void)
{
  static const char *const texts[] = { "x", "\xff\xff\xff\xff", "(yv)", "READY" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Driver) driver = driver_new_ready (classes[i % 3]);

      driver_send_raw (driver, texts[i], strlen (texts[i]));
      expect_protocol_end (driver);
    }
}

static void
test_random_garbage (void)
{
  guint8 bytes[512];

  for (guint round = 0; round < 12; round++)
    {
      g_autoptr (Driver) driver = driver_new_ready (classes[round % 3]);

      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8) g_test_rand_int ();
      driver_send_raw (driver, bytes, (gsize) g_test_rand_int_range (1, sizeof bytes));
      expect_protocol_end (driver);
    }
}

/* Good messages with one byte changed: an answer or the end, whichever it makes of them, and no
 * crash. */
static void
test_changed_messages (void)
{
  for (guint round = 0; round < 12; round++)
    {
      g_autoptr (Driver) driver = driver_new_ready (classes[round % 3]);
      g_autoptr (GBytes) whole
          = amb_message_encode (AMB_MESSAGE_CLOSE, g_variant_new ("(t)", (guint64) 1), NULL);
      gsize length;
      const guint8 *data = g_bytes_get_data (whole, &length);
      g_autofree guint8 *bytes = g_memdup2 (data, length);

      bytes[g_test_rand_int_range (0, (gint32) length)] ^= (guint8) g_test_rand_int_range (1, 256);
      driver_send_raw (driver, bytes, length);
      driver_close (driver);
      g_assert_cmpint (driver_wait_exit (driver), >=, 0);
    }
}

static void
test_wrong_direction (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  g_autoptr (GBytes) bytes
      = amb_message_encode (AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", (guint64) 1, 5), NULL);

  driver_send_raw (driver, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  expect_protocol_end (driver);
}

/* Sound messages that this class never gets, or not in this state. */
static void
test_out_of_place (void)
{
  g_autoptr (Driver) probe = driver_new_ready ("probe");
  g_autoptr (Driver) early = driver_new_ready ("batch");
  g_autoptr (Driver) twice = driver_new_ready ("batch");
  int source = picture_png (8, 8, PICTURE_RGB);

  driver_open (probe, 1, source);
  expect_protocol_end (probe);
  driver_export (early, 1, NULL, "png", "", source);
  expect_protocol_end (early);
  driver_open (twice, 1, source);
  driver_open (twice, 1, source);
  expect_protocol_end (twice);
  close (source);
}

static gboolean
is_gone (int pid)
{
  g_autofree char *state = status_value (pid, "State:");

  return state == NULL || state[0] == 'Z';
}

/* The parent dies while another process keeps its end of the socket open: only the signal is left
 * to end the worker. */
static void
test_parent_killed (void)
{
  const char *program[] = { self_path, "--hold", NULL };
  g_autoptr (GSubprocess) holder
      = g_subprocess_newv (program, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_autoptr (GDataInputStream) lines
      = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder));
  g_autofree char *worker = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_autofree char *keeper = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  gint64 end = g_get_monotonic_time () + DRIVER_TIMEOUT * G_USEC_PER_SEC;

  g_assert_nonnull (keeper);
  g_assert_false (is_gone (atoi (worker)));
  g_subprocess_force_exit (holder);
  while (!is_gone (atoi (worker)) && g_get_monotonic_time () < end)
    g_usleep (2000);
  g_assert_true (is_gone (atoi (worker)));
  g_assert_false (is_gone (atoi (keeper)));
  kill (atoi (keeper), SIGKILL);
}

static void G_GNUC_NORETURN
hold (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("view");
  pid_t keeper = fork ();

  if (keeper != 0)
    {
      printf ("%d\n%d\n", driver->pid, (int) keeper);
      fflush (stdout);
    }
  alarm (2 * DRIVER_TIMEOUT); /* nothing stays when the test fails */
  for (;;)
    pause ();
}

/* Started by somebody who did not make the socket. */
static void
test_orphan (void)
{
  const char *program[]
      = { "/bin/sh", "-c", "\"$0\" batch; exit $?", g_getenv ("AMB_WORKER_PROGRAM"), NULL };
  g_autoptr (Driver) driver = driver_new_for_program (program);

  g_assert_cmpint (driver_wait_exit (driver), ==, AMB_WORKER_EXIT_USAGE);
}

static void
test_no_class (void)
{
  g_autoptr (Driver) none = driver_new (NULL);
  g_autoptr (Driver) unknown = driver_new ("nothing");

  g_assert_cmpint (driver_wait_exit (none), ==, AMB_WORKER_EXIT_USAGE);
  g_assert_cmpint (driver_wait_exit (unknown), ==, AMB_WORKER_EXIT_USAGE);
}

static void
test_without_seccomp (void)
{
  const char *program[] = { self_path, "--without", "seccomp", "batch", NULL };
  g_autoptr (Driver) driver = driver_new_for_program (program);

  driver_expect_failed (driver, AMB_ERROR_SANDBOX);
  g_assert_cmpint (driver_wait_exit (driver), ==, AMB_WORKER_EXIT_SANDBOX);
}

static void
test_without_landlock (void)
{
  const char *program[] = { self_path, "--without", "landlock", "batch", NULL };
  g_autoptr (Driver) driver = driver_new_for_program (program);
  gboolean seccomp;
  int landlock;

  get_facts (driver, &landlock, &seccomp);
  g_assert_cmpint (landlock, ==, 0);
  g_assert_true (seccomp);
}

/* An outer filter plays the kernel that lacks it. */
static int
become_without (const char *name, const char *class)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  struct scmp_arg_cmp is_seccomp = { 0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0 };

  if (g_str_equal (name, "landlock"))
    seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (landlock_create_ruleset), 0);
  else
    {
      seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (seccomp), 0);
      seccomp_rule_add_array (filter, SCMP_ACT_ERRNO (EINVAL), SCMP_SYS (prctl), 1, &is_seccomp);
    }
  g_assert_cmpint (seccomp_load (filter), ==, 0);
  execl (g_getenv ("AMB_WORKER_PROGRAM"), "ambrotype-worker", class, NULL);
  return 127;
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "--hold") == 0)
    hold ();
  if (argc == 4 && strcmp (argv[1], "--without") == 0)
    return become_without (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
  self_path = argv[0];
  g_test_add_func ("/worker/life/ready", test_ready);
  g_test_add_func ("/worker/life/modules", test_modules);
  g_test_add_func ("/worker/life/kernel-state", test_kernel_state);
  g_test_add_func ("/worker/life/limit-from-outside", test_limit_from_outside);
  g_test_add_func ("/worker/life/descriptors", test_descriptors);
  g_test_add_func ("/worker/life/end-of-socket", test_end_of_socket);
  g_test_add_func ("/worker/life/end-of-socket-at-once", test_end_of_socket_at_once);
  g_test_add_func ("/worker/life/end-while-busy", test_end_while_busy);
  g_test_add_func ("/worker/life/garbage", test_garbage);
  g_test_add_func ("/worker/life/random-garbage", test_random_garbage);
  g_test_add_func ("/worker/life/changed-messages", test_changed_messages);
  g_test_add_func ("/worker/life/wrong-direction", test_wrong_direction);
  g_test_add_func ("/worker/life/out-of-place", test_out_of_place);
  g_test_add_func ("/worker/life/parent-killed", test_parent_killed);
  g_test_add_func ("/worker/life/orphan", test_orphan);
  g_test_add_func ("/worker/life/no-class", test_no_class);
  g_test_add_func ("/worker/life/without-seccomp", test_without_seccomp);
  g_test_add_func ("/worker/life/without-landlock", test_without_landlock);
  return g_test_run ();
}

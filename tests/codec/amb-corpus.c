/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The corpora beside the source tree, and decoding a file in a forked child. */
#include "amb-corpus.h"

#include <fcntl.h>
#include <seccomp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "amb-error.h"

enum
{
  MEMORY_LIMIT = 1536 * 1024 * 1024, /* bytes: a 160 megapixel picture three times over */
  CPU_LIMIT = 60,                    /* seconds */
  N_COLUMNS = 6,
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

static void
row_free (gpointer data)
{
  CorpusRow *row = data;

  g_free (row->path);
  g_free (row->expect);
  g_free (row->content);
  g_free (row->features);
  g_free (row);
}

static CorpusRow *
row_parse (const char *line)
{
  g_auto (GStrv) columns = g_strsplit (line, "\t", -1);
  CorpusRow *row;

  if (g_strv_length (columns) < N_COLUMNS)
    return NULL;
  row = g_new (CorpusRow, 1);
  *row = (CorpusRow){
    .path = g_strdup (columns[0]),
    .expect = g_strdup (columns[1]),
    .content = g_strdup (columns[2]),
    .width = (guint) g_ascii_strtoull (columns[3], NULL, 10),
    .height = (guint) g_ascii_strtoull (columns[4], NULL, 10),
    .features = g_strdup (columns[5]),
  };
  return row;
}

GPtrArray *
corpus_load (void)
{
  const char *root = g_getenv ("AMB_CORPORA");
  g_autofree char *list = root != NULL ? g_build_filename (root, "expected.tsv", NULL) : NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *rows;

  if (list == NULL || !g_file_get_contents (list, &text, NULL, NULL))
    {
      g_test_skip ("the corpora are not there");
      return NULL;
    }
  lines = g_strsplit (text, "\n", -1);
  rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      CorpusRow *row = row_parse (lines[i]);

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  return rows;
}

char *
corpus_path (const CorpusRow *row)
{
  return g_build_filename (g_getenv ("AMB_CORPORA"), row->path, NULL);
}

static void
set_limit (int resource, rlim_t value)
{
  struct rlimit limit = { value, value };

  g_assert_no_errno (setrlimit (resource, &limit));
}

/* After preload nothing may be opened, connected, started: the worker's sandbox would deny it, this
 * kills. */
static void
close_sandbox (void)
{
  static const int denied[] = {
    SCMP_SYS (open),   SCMP_SYS (openat),  SCMP_SYS (openat2), SCMP_SYS (creat),
    SCMP_SYS (socket), SCMP_SYS (connect), SCMP_SYS (clone),   SCMP_SYS (clone3),
    SCMP_SYS (fork),   SCMP_SYS (vfork),   SCMP_SYS (execve),  SCMP_SYS (memfd_create),
    SCMP_SYS (unlink), SCMP_SYS (rename),
  };
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);

  for (guint i = 0; i < G_N_ELEMENTS (denied); i++)
    g_assert_cmpint (seccomp_rule_add (filter, SCMP_ACT_KILL_PROCESS, denied[i], 0), ==, 0);
  g_assert_cmpint (seccomp_load (filter), ==, 0);
  seccomp_release (filter);
}

static Outcome
decode (int fd)
{
  static const AmbDecodeLimits limits = { 160 * 1000 * 1000, 500, 100 * 1000 * 1000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbDecoder) decoder = NULL;
  g_autoptr (AmbPixels) pixels = NULL;
  Outcome outcome = { .kind = OUTCOME_ERROR };
  gboolean complete = FALSE;

  decoder = amb_decoder_open (fd, &limits, &error);
  if (decoder != NULL)
    pixels = amb_decoder_decode (decoder, 1, &complete, NULL, NULL, &error);
  close (fd);
  if (pixels == NULL)
    {
      g_assert_true (error->domain == AMB_ERROR);
      outcome.code = error->code;
      g_strlcpy (outcome.detail, error->message, sizeof outcome.detail);
      return outcome;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (pixels->width, ==, amb_decoder_get_info (decoder)->width);
  g_assert_cmpuint (pixels->height, ==, amb_decoder_get_info (decoder)->height);
  g_assert_cmpuint (pixels->model, ==, amb_decoder_get_info (decoder)->model);
  g_assert_cmpuint (pixels->has_alpha, ==, amb_decoder_get_info (decoder)->has_alpha);
  g_assert_cmpuint (pixels->depth, ==, amb_decoder_get_info (decoder)->depth);
  outcome.kind = complete ? OUTCOME_PICTURE : OUTCOME_INCOMPLETE;
  outcome.width = pixels->width;
  outcome.height = pixels->height;
  if (amb_decoder_get_info (decoder)->notes->len > 0)
    g_strlcpy (outcome.detail, g_ptr_array_index (amb_decoder_get_info (decoder)->notes, 0),
               sizeof outcome.detail);
  return outcome;
}

static G_NORETURN void
run_child (const char *path, int report)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  Outcome outcome;

  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
  set_limit (RLIMIT_CORE, 0);
  set_limit (RLIMIT_CPU, CPU_LIMIT);
  if (!IS_SANITIZED) /* whose own mappings would count, and who opens files */
    {
      set_limit (RLIMIT_DATA, MEMORY_LIMIT);
      close_sandbox ();
    }
  outcome = decode (fd);
  _exit (write (report, &outcome, sizeof outcome) == sizeof outcome ? 0 : 1);
}

Outcome
corpus_decode (const char *path)
{
  Outcome outcome = { .kind = OUTCOME_DIED };
  struct rusage usage;
  int pipes[2], status;
  pid_t pid;

  g_assert_no_errno (pipe2 (pipes, O_CLOEXEC));
  pid = fork ();
  g_assert_no_errno (pid);
  if (pid == 0)
    run_child (path, pipes[1]);
  close (pipes[1]);
  if (read (pipes[0], &outcome, sizeof outcome) != sizeof outcome)
    outcome = (Outcome){ .kind = OUTCOME_DIED };
  close (pipes[0]);
  g_assert_no_errno (wait4 (pid, &status, 0, &usage));
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    outcome
        = (Outcome){ .kind = OUTCOME_DIED, .code = WIFSIGNALED (status) ? WTERMSIG (status) : 0 };
  outcome.peak_kib = usage.ru_maxrss;
  return outcome;
}

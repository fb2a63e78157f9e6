/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service is told: the same lines however the bytes come, and of each line a job, a command
 * or a sentence. */
#include "fuzz.h"

#include <string.h>
#include "amb-error.h"
#include "amb-service-input.h"
#include "amb-service-line.h"

const guint fuzz_rounds = 12000;

static void
check_line (const char *text, gsize length)
{
  g_auto (AmbServiceLine) line = { 0 };
  g_autoptr (GError) error = NULL;
  if (!amb_service_line_parse (&line, text, length, &error))
    {
      g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
      return;
    }
  g_assert_no_error (error);
  g_assert_nonnull (line.id);
  g_assert_true (g_utf8_validate (line.id, -1, NULL));
  g_assert_null (strchr (line.id, '\n'));
  g_assert_true (ABS (line.priority) <= AMB_SERVICE_MAX_PRIORITY);
  if (line.verb == AMB_SERVICE_JOB)
    {
      g_assert_true (line.source != NULL && *line.source != '\0');
      g_assert_nonnull (line.settings);
      g_assert_cmpuint (line.targets->len, >=, 1);
    }
}

/* All lines that have come, with their number in front; checks each. */
static void
take (AmbServiceInput *input, GString *taken)
{
  const char *line;
  gsize length;
  AmbServiceInputResult result;
  while ((result = amb_service_input_next (input, &line, &length)) != AMB_SERVICE_INPUT_NONE)
    {
      g_string_append_printf (taken, "%d:", (int) result);
      if (result != AMB_SERVICE_INPUT_LINE)
        continue;
      g_assert_true (length > 0 && memchr (line, '\n', length) == NULL);
      g_string_append_len (taken, line, (gssize) length);
      check_line (line, length);
    }
}

static char *
split (const char *bytes, gsize length, gsize step)
{
  g_autoptr (AmbServiceInput) input = amb_service_input_new ();
  GString *taken = g_string_new (NULL);
  for (gsize i = 0; i < length; i += step)
    {
      amb_service_input_push (input, bytes + i, MIN (step, length - i));
      take (input, taken);
    }
  amb_service_input_end (input);
  take (input, taken);
  return g_string_free (taken, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  const char *text = (const char *) bytes;
  g_autofree char *whole = split (text, length, MAX (length, 1));
  g_autofree char *pieces = split (text, length, 7);
  g_assert_cmpstr (whole, ==, pieces);
  return 0;
}

GPtrArray *
fuzz_seeds (void)
{
  static const char *const lines[] = {
    "{\"id\":1,\"source\":\"a.jpg\",\"recipe\":{\"exposure.ev\":0.5},\"priority\":3}\n",
    "{\"id\":\"b\",\"source\":\"/b\",\"outputs\":[{\"target\":\"/x/y.png\"},{}]}\r\n",
    "{\"cancel\":\"b\"}\n\n{\"priority\":-7,\"id\":1}\n{\"cancel\":1}",
    "{\"id\":2,\"source\":\"c\",\"set\":[\"exposure.ev=1\"],\"target\":\"d.jpg\",\"quality\":80}",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (lines[i], strlen (lines[i])));
  return seeds;
}

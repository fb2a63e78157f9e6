/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 spreads alike names evenly over any number of parts. */
#include "amb-cli-shard.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

enum
{
  MAX_SHARDS = 1000000,
  DIGEST_BYTES = 32,
};

static gboolean
read_number (const char **text, char end, guint *number)
{
  char *stop = NULL;
  guint64 value = g_ascii_isdigit (**text) ? g_ascii_strtoull (*text, &stop, 10) : G_MAXUINT64;
  if (value > MAX_SHARDS || *stop != end)
    return FALSE;
  *number = (guint) value;
  *text = stop + 1;
  return TRUE;
}

gboolean
amb_cli_shard_parse (const char *text, AmbCliShard *shard, GError **error)
{
  const char *p = text;
  AmbCliShard read = { 0, 0 };
  if (read_number (&p, '/', &read.index) && read_number (&p, '\0', &read.count)
      && read.index < read.count)
    {
      *shard = read;
      return TRUE;
    }
  g_autofree char *given = g_filename_display_name (text);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” is no part of a whole; write I/N, such as 0/4 for the first of four."),
               given);
  return FALSE;
}

gboolean
amb_cli_shard_has (const AmbCliShard *shard, AmbBatchItem *item)
{
  if (shard->count == 0)
    return TRUE;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *output = g_strdup_printf ("%u", amb_batch_item_get_output_index (item));
  guint8 digest[DIGEST_BYTES];
  gsize length = sizeof digest;
  guint64 number = 0;
  /* With its terminating zero, which no name holds. */
  const char *source = amb_batch_item_get_source (item);
  g_checksum_update (checksum, (const guchar *) source, (gssize) strlen (source) + 1);
  g_checksum_update (checksum, (const guchar *) output, -1);
  g_checksum_get_digest (checksum, digest, &length);
  for (guint i = 0; i < sizeof number; i++)
    number = number << 8 | digest[i];
  return number % shard->count == shard->index;
}

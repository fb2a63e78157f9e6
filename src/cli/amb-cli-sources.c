/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names are bytes. */
#include "amb-cli-sources.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

enum
{
  PIECE_BYTES = 64 * 1024,
};

static gboolean
read_all (int fd, GByteArray *bytes, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  for (;;)
    {
      ssize_t n = read (fd, piece, PIECE_BYTES);
      if (n == 0)
        return TRUE;
      if (n > 0)
        g_byte_array_append (bytes, piece, (guint) n);
      else if (errno != EINTR)
        {
          amb_error_set (error, AMB_ERROR_READ, _("standard input"), g_strerror (errno));
          return FALSE;
        }
    }
}

char **
amb_cli_sources_append (int fd, char **files, GError **error)
{
  g_auto (GStrv) given = files;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  if (!read_all (fd, bytes, error))
    return NULL;
  if (given != NULL)
    g_strv_builder_addv (all, (const char **) given);
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  for (guint i = 0; i < bytes->len; i += (guint) strlen ((char *) bytes->data + i) + 1)
    if (bytes->data[i] != '\0')
      g_strv_builder_add (all, (char *) bytes->data + i);
  return g_strv_builder_end (all);
}

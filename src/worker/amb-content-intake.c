/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps a file that the parent handed over, and has it read. */
#include "amb-content-intake.h"

#include "amb-memory.h"

gboolean
amb_content_intake (AmbLuts *luts, const AmbMessage *message, GError **error)
{
  g_auto (AmbMemory) memory = { 0 };
  const char *digest;
  guint64 bytes;

  g_variant_get (message->body, "(t&st)", NULL, &digest, &bytes);
  return amb_memory_map (&memory, message->fds[0], (gsize) bytes, FALSE, error)
         && amb_luts_add (luts, digest, (const char *) memory.data, (gsize) bytes, error);
}

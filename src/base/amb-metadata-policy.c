/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of --metadata. */
#include "amb-metadata-policy.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

/* Every policy that can be written; the first four are the words that a list is made of. */
static const struct
{
  AmbMetadataPolicy policy;
  const char *word;
} policies[] = {
  { AMB_METADATA_KEEP, "keep" },
  { AMB_METADATA_STRIP, "strip" },
  { AMB_METADATA_STRIP_LOCATION, "strip-location" },
  { AMB_METADATA_STRIP_SERIALS, "strip-serials" },
  { AMB_METADATA_STRIP_LOCATION | AMB_METADATA_STRIP_SERIALS, "strip-location,strip-serials" },
};

enum
{
  N_WORDS = 4,
};

/* strip swallows the finer words; keep says nothing beside another. */
static gboolean
add_word (const char *word, AmbMetadataPolicy *policy)
{
  for (gsize i = 0; i < N_WORDS; i++)
    if (strcmp (policies[i].word, word) == 0)
      {
        *policy |= policies[i].policy;
        if (*policy & AMB_METADATA_STRIP)
          *policy = AMB_METADATA_STRIP;
        return TRUE;
      }
  return FALSE;
}

gboolean
amb_metadata_policy_parse (const char *text, AmbMetadataPolicy *policy, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  AmbMetadataPolicy read = AMB_METADATA_KEEP;
  gboolean known = words[0] != NULL;

  for (guint i = 0; words[i] != NULL; i++)
    known = known && add_word (words[i], &read);
  if (known)
    {
      *policy = read;
      return TRUE;
    }
  g_autofree char *shown = g_filename_display_name (text);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” is not a choice here; it must be one of: %s."), shown,
               "keep, strip, strip-location, strip-serials, strip-location,strip-serials");
  return FALSE;
}

const char *
amb_metadata_policy_word (AmbMetadataPolicy policy)
{
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    if (policies[i].policy == policy)
      return policies[i].word;
  return policies[1].word;
}

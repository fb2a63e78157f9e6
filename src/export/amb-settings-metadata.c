/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of what an output says about itself. */
#include "amb-settings-private.h"

#include "amb-setting-value.h"

static const char *const metadata_words[] = {
  [AMB_METADATA_KEEP] = "keep",
  [AMB_METADATA_STRIP] = "strip",
  NULL,
};

const char *
amb_metadata_policy_word (AmbMetadataPolicy policy)
{
  return metadata_words[policy];
}

static gboolean
parse_metadata (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, metadata_words, &index, error))
    return FALSE;
  self->metadata = index;
  return TRUE;
}

static GVariant *
write_metadata (const AmbExportSettings *self)
{
  return g_variant_new_string (metadata_words[self->metadata]);
}

const AmbSetting amb_setting_metadata = { parse_metadata, write_metadata };

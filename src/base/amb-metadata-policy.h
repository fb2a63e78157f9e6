/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a photo's metadata: the command line's --metadata and the setting "metadata". */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  AMB_METADATA_KEEP = 0,
  AMB_METADATA_STRIP = 1 << 0,          /* nothing but colour profile: no other flag beside it */
  AMB_METADATA_STRIP_LOCATION = 1 << 1, /* where: GPS, names of places */
  AMB_METADATA_STRIP_SERIALS = 1 << 2,  /* which camera and whose: serial numbers, owner */
} AmbMetadataPolicy;

/* "keep", "strip", or "strip-location" and "strip-serials" with a comma between them. FALSE with
 * AMB_ERROR_SETTINGS and a sentence otherwise. */
gboolean amb_metadata_policy_parse (const char *text, AmbMetadataPolicy *policy, GError **error);
/* The text that amb_metadata_policy_parse reads. Not translated; static. */
const char *amb_metadata_policy_word (AmbMetadataPolicy policy);

G_END_DECLS

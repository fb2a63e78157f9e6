/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The message was validated by the pool; only meaning is added here. A date that is none is left
 * out. */
#include "amb-photo-info.h"

#include "amb-message.h"
#include "amb-name-date.h"

static guint
get_number (GVariant *info, const char *key)
{
  guint32 number = 0;
  g_variant_lookup (info, key, "u", &number);
  return number;
}

static char *
get_text (GVariant *info, const char *key)
{
  char *text = NULL;
  g_variant_lookup (info, key, "s", &text);
  return text;
}

AmbPhotoInfo *
amb_photo_info_new (GVariant *info)
{
  AmbPhotoInfo *self = g_new0 (AmbPhotoInfo, 1);
  self->width = get_number (info, AMB_INFO_WIDTH);
  self->height = get_number (info, AMB_INFO_HEIGHT);
  self->orientation = (int) get_number (info, AMB_INFO_ORIENTATION);
  self->depth = get_number (info, AMB_INFO_DEPTH);
  g_variant_lookup (info, AMB_INFO_ALPHA, "b", &self->has_alpha);
  self->extras = get_number (info, AMB_INFO_EXTRAS);
  self->coarseness = get_number (info, AMB_INFO_COARSENESS);
  self->taken = get_text (info, AMB_INFO_TAKEN);
  if (self->taken != NULL && !amb_name_date_is_valid (self->taken))
    g_clear_pointer (&self->taken, g_free);
  self->camera = get_text (info, AMB_INFO_CAMERA);
  self->lens = get_text (info, AMB_INFO_LENS);
  self->iso = get_number (info, AMB_INFO_ISO);
  return self;
}

void
amb_photo_info_free (AmbPhotoInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->taken);
  g_free (self->camera);
  g_free (self->lens);
  g_free (self);
}

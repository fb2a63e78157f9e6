/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo of those that a window has side by side: its file and what is marked on it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  AMB_LISTED_SHOWN = 1 << 0,  /* the one in the window */
  AMB_LISTED_SEEN = 1 << 1,   /* was in the window before */
  AMB_LISTED_EDITED = 1 << 2, /* has edits, as far as is known */
  AMB_LISTED_ASKED = 1 << 3,  /* the journal was asked whether it has */
} AmbListedMarks;

/* Signal: "changed" () a mark or the trouble is another. */
#define AMB_TYPE_LISTED_PHOTO (amb_listed_photo_get_type ())
G_DECLARE_FINAL_TYPE (AmbListedPhoto, amb_listed_photo, AMB, LISTED_PHOTO, GObject)

AmbListedPhoto *amb_listed_photo_new (GFile *file);

GFile *amb_listed_photo_get_file (AmbListedPhoto *self);
/* The display name, UTF-8. */
const char *amb_listed_photo_get_name (AmbListedPhoto *self);
AmbListedMarks amb_listed_photo_get_marks (AmbListedPhoto *self);
/* mark: one; the others stay. */
void amb_listed_photo_set_mark (AmbListedPhoto *self, AmbListedMarks mark, gboolean on);
/* Why it cannot be shown, a sentence; NULL: it can, as far as is known. */
const char *amb_listed_photo_get_trouble (AmbListedPhoto *self);
void amb_listed_photo_set_trouble (AmbListedPhoto *self, const char *sentence);

G_END_DECLS

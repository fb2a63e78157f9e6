/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo of those that a window has side by side: its file and what is marked on it. */
#include "amb-listed-photo.h"

#include "amb-source.h"

struct _AmbListedPhoto
{
  GObject parent_instance;

  GFile *file;
  char *name;
  char *trouble; /* nullable */
  AmbListedMarks marks;
};

G_DEFINE_FINAL_TYPE (AmbListedPhoto, amb_listed_photo, G_TYPE_OBJECT)

static guint changed_signal;

static void
amb_listed_photo_finalize (GObject *object)
{
  AmbListedPhoto *self = AMB_LISTED_PHOTO (object);

  g_object_unref (self->file);
  g_free (self->name);
  g_free (self->trouble);
  G_OBJECT_CLASS (amb_listed_photo_parent_class)->finalize (object);
}

static void
amb_listed_photo_class_init (AmbListedPhotoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = amb_listed_photo_finalize;
  changed_signal = g_signal_new ("changed", AMB_TYPE_LISTED_PHOTO, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
amb_listed_photo_init (AmbListedPhoto *self)
{
}

AmbListedPhoto *
amb_listed_photo_new (GFile *file)
{
  AmbListedPhoto *self = g_object_new (AMB_TYPE_LISTED_PHOTO, NULL);

  self->file = g_object_ref (file);
  self->name = amb_source_display_name (file);
  return self;
}

GFile *
amb_listed_photo_get_file (AmbListedPhoto *self)
{
  return self->file;
}

const char *
amb_listed_photo_get_name (AmbListedPhoto *self)
{
  return self->name;
}

AmbListedMarks
amb_listed_photo_get_marks (AmbListedPhoto *self)
{
  return self->marks;
}

void
amb_listed_photo_set_mark (AmbListedPhoto *self, AmbListedMarks mark, gboolean on)
{
  AmbListedMarks marks = on ? self->marks | mark : self->marks & ~mark;

  if (marks == self->marks)
    return;
  self->marks = marks;
  g_signal_emit (self, changed_signal, 0);
}

const char *
amb_listed_photo_get_trouble (AmbListedPhoto *self)
{
  return self->trouble;
}

void
amb_listed_photo_set_trouble (AmbListedPhoto *self, const char *sentence)
{
  if (g_strcmp0 (self->trouble, sentence) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (sentence);
  g_signal_emit (self, changed_signal, 0);
}

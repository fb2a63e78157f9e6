/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoding thread of a view.
 *
 * DESIGN. A level is kept until the photo is closed: all of a JPEG's levels together are a third
 * more than the finest. The coarsest that is wanted comes first, because something is then on the
 * screen. A level that fails (memory, damage that a scaled decode did not meet) leaves the coarser
 * ones in use; only when there is none is it the photo's error. */
#include "amb-view-levels.h"

#define N_LEVELS 4 /* reductions 1, 2, 4, 8 */

struct _AmbViewLevels
{
  AmbSourcePhoto *photo;
  AmbReporter reporter; /* the thread's */
  GFunc changed;
  gpointer user_data;
  GThread *thread;
  GMutex lock; /* guards what follows */
  GCond wanted_more;
  gboolean wanted[N_LEVELS];
  AmbDecoded *levels[N_LEVELS];
  GError *errors[N_LEVELS];
  gint closing; /* atomic too: read while decoding */
};

static guint
level_of (guint reduction)
{
  return reduction >= 8 ? 3 : reduction >= 4 ? 2 : reduction >= 2 ? 1 : 0;
}

static gboolean
check (guint permille, gpointer user_data)
{
  AmbViewLevels *self = user_data;

  return g_atomic_int_get (&self->closing) != 0 || amb_reporter_check (permille, &self->reporter);
}

/* Locked. */
static AmbDecoded *
find_at_most (AmbViewLevels *self, guint level)
{
  for (int i = (int) level; i >= 0; i--)
    if (self->levels[i] != NULL)
      return self->levels[i];
  return NULL;
}

/* The next to decode, or -1; a finer one serves as well. Locked. */
static int
next_level (AmbViewLevels *self)
{
  for (int i = N_LEVELS - 1; i >= 0; i--)
    if (self->wanted[i] && self->errors[i] == NULL && find_at_most (self, (guint) i) == NULL)
      return i;
  return -1;
}

/* Locked on entry and exit, not meanwhile. */
static void
decode_level (AmbViewLevels *self, int level)
{
  AmbDecoded *decoded;
  GError *error = NULL;

  g_mutex_unlock (&self->lock);
  self->reporter.last_sent = g_get_monotonic_time ();
  decoded = amb_source_photo_decode (self->photo, 1u << level, check, self, &error);
  g_mutex_lock (&self->lock);
  self->levels[level] = decoded;
  self->errors[level] = error;
  g_mutex_unlock (&self->lock);
  self->changed (self, self->user_data);
  g_mutex_lock (&self->lock);
}

static gpointer
decode_wanted (gpointer data)
{
  AmbViewLevels *self = data;

  g_mutex_lock (&self->lock);
  while (g_atomic_int_get (&self->closing) == 0)
    {
      int level = next_level (self);

      if (level < 0)
        g_cond_wait (&self->wanted_more, &self->lock);
      else
        decode_level (self, level);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

AmbViewLevels *
amb_view_levels_new (AmbSourcePhoto *photo,
                     const AmbReporter *reporter,
                     GFunc changed,
                     gpointer user_data)
{
  AmbViewLevels *self = g_new0 (AmbViewLevels, 1);

  self->photo = photo;
  self->reporter = *reporter;
  self->changed = changed;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->wanted_more);
  self->thread = g_thread_new ("amb-decode", decode_wanted, self);
  return self;
}

void
amb_view_levels_free (AmbViewLevels *self)
{
  g_mutex_lock (&self->lock);
  g_atomic_int_set (&self->closing, 1);
  g_cond_signal (&self->wanted_more);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  for (guint i = 0; i < N_LEVELS; i++)
    {
      g_clear_pointer (&self->levels[i], amb_decoded_free);
      g_clear_error (&self->errors[i]);
    }
  g_cond_clear (&self->wanted_more);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
amb_view_levels_want (AmbViewLevels *self, guint reduction)
{
  g_mutex_lock (&self->lock);
  self->wanted[level_of (reduction)] = TRUE;
  g_cond_signal (&self->wanted_more);
  g_mutex_unlock (&self->lock);
}

/* Locked. */
static AmbDecoded *
find_finest (AmbViewLevels *self)
{
  for (guint i = 0; i < N_LEVELS; i++)
    if (self->levels[i] != NULL)
      return self->levels[i];
  return NULL;
}

AmbDecoded *
amb_view_levels_get (AmbViewLevels *self, guint reduction, gboolean coarser, GError **error)
{
  guint level = level_of (reduction);
  AmbDecoded *found;

  g_mutex_lock (&self->lock);
  found = find_at_most (self, level);
  if (found == NULL && (coarser || self->errors[level] != NULL))
    found = find_finest (self);
  if (found == NULL && self->errors[level] != NULL && error != NULL)
    *error = g_error_copy (self->errors[level]);
  g_mutex_unlock (&self->lock);
  return found;
}

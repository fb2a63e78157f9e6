/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a view, for amb-view.c (its life) and amb-view-requests.c (its buffers and
 * requests). */
#pragma once

#include "amb-view.h"
#include "amb-view-link.h"
#include "amb-view-scheduler.h"
#include "amb-source.h"

G_BEGIN_DECLS

struct _AmbView
{
  GObject parent_instance;
  AmbPool *pool;
  GFile *file;
  char *name;
  AmbViewState state;
  GError *error;
  GVariant *info;
  AmbSource *source;
  GCancellable *cancellable; /* of the threads */
  guint request;             /* for a worker; 0: none */
  AmbViewLink *link;
  gboolean is_link_open;
  AmbFrameRing *ring;
  gboolean is_ring_sent; /* to this link */
  gboolean is_making_ring;
  AmbViewScheduler *scheduler;
  AmbViewTask task; /* under way */
  gboolean is_aborting;
  GVariant *recipe;
  GArray *contents; /* AmbContentFile, of a recipe shown lately; nullable */
  gboolean is_opening_contents;
  guint recipe_serial;
  gboolean is_incomplete;
  GError *refused; /* nullable */
  gboolean is_active;
  AmbDeathCounts counts;
  guint64 death_place;
  guint pump; /* sources */
  guint wake;
  guint sleep;
};

/* The view is of no use any more, or until its recipe changes. detail: nullable. */
void amb_view_fail (AmbView *self, AmbError code, const char *detail);

/* Tells of a content that is not used; takes error. */
void amb_view_refuse (AmbView *self, GError *error);

/* Asks for what is missing, from the loop and once. */
void amb_view_schedule_pump (AmbView *self);
void amb_view_drop_ring (AmbView *self);

/* For a thread, which does not keep the view: a window that closes need not wait for a slow file.
 */
GWeakRef *amb_view_weak_new (AmbView *self);
/* Transfer full; NULL when the view is gone. Frees weak. */
AmbView *amb_view_weak_take (GWeakRef *weak);

G_END_DECLS

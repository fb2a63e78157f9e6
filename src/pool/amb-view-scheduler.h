/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a view asks its worker for next. Pure: time comes in as an argument, requests go out as
 * values. */
#pragma once

#include "amb-message.h"
#include "amb-view.h"

G_BEGIN_DECLS

typedef struct _AmbViewScheduler AmbViewScheduler;

typedef enum
{
  AMB_VIEW_DRAFT,     /* the visible region, reduced so that it is quick; never aborted */
  AMB_VIEW_FINAL,     /* the visible region; scale < 1 */
  AMB_VIEW_TILE_TASK, /* one tile; scale >= 1 */
} AmbViewTaskKind;

typedef struct
{
  AmbViewTaskKind kind;
  double scale;
  AmbRect region; /* plane pixels; may reach over the plane's end by what is not known yet */
  guint32 flags;  /* AmbRenderFlags */
  guint recipe_serial;
  guint viewport_serial;
  int column, row; /* of a tile */
} AmbViewTask;

/* refine_delay, draft_target: microseconds. */
AmbViewScheduler *amb_view_scheduler_new (gint64 refine_delay, gint64 draft_target);
void amb_view_scheduler_free (AmbViewScheduler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbViewScheduler, amb_view_scheduler_free)

/* now: microseconds, monotonic. */
void
amb_view_scheduler_set_recipe (AmbViewScheduler *self, guint serial, gboolean dragging, gint64 now);
void
amb_view_scheduler_set_viewport (AmbViewScheduler *self, const AmbViewport *viewport, gint64 now);
/* Somebody else looks: nothing that was answered before counts as shown. */
void
amb_view_scheduler_set_have_tile (AmbViewScheduler *self, AmbViewHaveTile have, gpointer user_data);
/* A new worker: its first answers tell nothing about how quick it is. What was shown stays shown.
 */
void amb_view_scheduler_worker_changed (AmbViewScheduler *self);

/* TRUE: do this task. FALSE: nothing now; ask again at *wake (0: when something changed). */
gboolean
amb_view_scheduler_next (AmbViewScheduler *self, gint64 now, AmbViewTask *task, gint64 *wake);
/* The task was answered. plane: of the answer, at the task's scale. microseconds: as the worker
 * says. */
void amb_view_scheduler_done (AmbViewScheduler *self,
                              const AmbViewTask *task,
                              guint plane_width,
                              guint plane_height,
                              gint64 microseconds);
/* A task under way that nobody needs any more; never a draft. */
gboolean amb_view_scheduler_is_outdated (AmbViewScheduler *self, const AmbViewTask *task);
/* The largest buffer that the viewport can need; 0 before there is one. */
gsize amb_view_scheduler_get_bytes (AmbViewScheduler *self);

G_END_DECLS

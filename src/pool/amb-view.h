/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One open photo shown through a view worker: latest wins, drafts then a refine, survives the
 * worker's death. Main thread only. */
#pragma once

#include "amb-pool.h"
#include "amb-rect.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_VIEW_OPENING,
  AMB_VIEW_READY,      /* OPENED came; frames follow */
  AMB_VIEW_RESTARTING, /* the worker died; the spare takes over */
  AMB_VIEW_SLEEPING,   /* the worker was let go (out of focus); woken by the next request */
  AMB_VIEW_FAILED,     /* see amb_view_get_error */
} AmbViewState;

/* What is to be seen. Plane: the output (or whole frame) at scale. */
typedef struct
{
  double scale;         /* device pixels per full-resolution pixel */
  AmbRect region;       /* the visible part, plane pixels */
  gboolean whole_frame; /* ignore the crop: the crop tool is open */
} AmbViewport;

/* A frame or tile ready to be shown: RGBA8 premultiplied sRGB. */
typedef struct
{
  GBytes *pixels;    /* rows of stride bytes; its free function gives the memory back to the ring.
                        Owned by the frame; ref to keep */
  int width, height; /* pixels */
  gsize stride;
  double scale;   /* the scale it was rendered at; a draft's may be smaller than asked */
  AmbRect region; /* in plane pixels at that scale */
  int plane_width, plane_height; /* at that scale */
  gboolean
      is_tile; /* one of the 512-pixel tiles (scale >= 1) instead of the whole visible region */
  gboolean is_draft;
  gboolean whole_frame;
  guint recipe_serial; /* of amb_view_set_recipe */
} AmbViewFrame;

#define AMB_VIEW_TILE 512

#define AMB_TYPE_VIEW (amb_view_get_type ())
G_DECLARE_FINAL_TYPE (AmbView, amb_view, AMB, VIEW, GObject)

/* Opens file off the loop and asks a worker for it. Properties: "state" (AmbViewState, notified).
 * Signals: "frame" (const AmbViewFrame *): draw it; tiles come one by one. "opened" (): info is
 * there. "incomplete" (): image data is missing, show the banner. "refused" (const
 * GError *): a file that the recipe names cannot be used, the photo is shown without. Who comes
 * later asks amb_view_is_incomplete () and amb_view_get_refused (). A view that keeps killing its
 * workers (twice at one place) is FAILED. */
AmbView *amb_view_new (AmbPool *pool, GFile *file);

AmbViewState amb_view_get_state (AmbView *self);
const GError *amb_view_get_error (AmbView *self);
/* OPENED's info, borrowed, NULL before. */
GVariant *amb_view_get_info (AmbView *self);
gboolean amb_view_is_incomplete (AmbView *self);
/* What was last refused of the recipe as it is, borrowed; NULL: nothing. */
const GError *amb_view_get_refused (AmbView *self);

/* a{sv}. dragging: more will follow at once, drafts are wanted; FALSE: the refine may come sooner.
 * Returns the recipe's serial. */
guint amb_view_set_recipe (AmbView *self, GVariant *recipe, gboolean dragging);
/* Tiles that the caller already has for the current recipe serial at this scale are not asked for
 * again: have is called for each tile (column, row), NULL = none. Whoever sets it is new here: the
 * frames that came before are sent once more. */
typedef gboolean (*AmbViewHaveTile) (
    guint recipe_serial, double scale, int column, int row, gpointer user_data);
void amb_view_set_have_tile (AmbView *self, AmbViewHaveTile have, gpointer user_data);
void amb_view_set_viewport (AmbView *self, const AmbViewport *viewport);
/* Out of focus for 60 s: lets the worker go. Focus or a new request wakes it. */
void amb_view_set_active (AmbView *self, gboolean active);
/* For tests. */
GPid amb_view_get_pid (AmbView *self);

G_END_DECLS

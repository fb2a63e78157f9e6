/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Latest wins, drafts first, tiles from the middle.
 *
 * DESIGN. An input (recipe or viewport) makes everything older unwanted; only the latest is ever
 * asked for. While inputs come, each answer is followed by a draft of the latest: the visible
 * region, scaled down so that it takes about draft_target, never below a quarter. A draft is never
 * aborted, or a steady drag would never show anything. refine_delay after the last input of a drag,
 * or at once when nobody drags, comes the full resolution: one frame below 100 %, tiles from there
 * up, nearest to the middle first, then one tile of margin.
 *
 * The draft's scale moves in a few steps only, because each change makes the worker scale the photo
 * anew; the first answer after a change is not taken as a measure. A final that is known to be
 * quick needs no draft before it, unless somebody drags; it then counts as the draft and is not
 * aborted either. */
#include "amb-view-scheduler.h"

#include <math.h>

#define QUICK 40000        /* microseconds: a final this quick needs no draft */
#define STEP_UP_MARGIN 1.2 /* hysteresis of the draft's scale */
#define FIRST_STEP 2       /* of draft_factors, before anything was measured */
#define TILE_FROM_SCALE 1.0
#define BYTES_PER_PIXEL 4
#define TILE_BYTES ((gsize) AMB_VIEW_TILE * AMB_VIEW_TILE * BYTES_PER_PIXEL)
#define SMALLEST_SCALE 1e-6

static const double draft_factors[] = { 1.0, 0.71, 0.5, 0.35, 0.25 };

/* Microseconds a pixel, by exponential average. */
typedef struct
{
  double cost;       /* 0: not measured */
  double last_scale; /* of the answer before; a change makes the next no measure */
} Cost;

struct _AmbViewScheduler
{
  gint64 refine_delay, draft_target;
  guint recipe;          /* serials of what is wanted */
  guint viewport_serial; /* moves with any change of the viewport */
  guint zoom_serial;     /* moves with its scale or frame */
  AmbViewport viewport;
  gboolean has_viewport;
  gboolean is_dragging;
  gint64 refine_at;
  guint draft_recipe, draft_view; /* what was shown, at least as a draft; view: see view_serial */
  guint final_recipe, final_viewport;
  gboolean has_shown;
  gboolean is_cold; /* the next answer is the worker's first */
  guint step;       /* of draft_factors */
  Cost draft_cost, final_cost;
  guint plane_width, plane_height; /* at the viewport's scale; 0: not known */
  GHashTable *tiles;               /* answered since the last input: column and row packed */
  AmbViewHaveTile have;
  gpointer have_data;
};

AmbViewScheduler *
amb_view_scheduler_new (gint64 refine_delay, gint64 draft_target)
{
  AmbViewScheduler *self = g_new0 (AmbViewScheduler, 1);

  self->refine_delay = refine_delay;
  self->draft_target = draft_target;
  self->is_cold = TRUE;
  self->step = FIRST_STEP;
  self->tiles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
amb_view_scheduler_free (AmbViewScheduler *self)
{
  g_hash_table_unref (self->tiles);
  g_free (self);
}

static gboolean
is_tiled (const AmbViewScheduler *self)
{
  return self->viewport.scale >= TILE_FROM_SCALE;
}

/* Panning over tiles needs no draft; a change of zoom does. */
static guint
view_serial (const AmbViewScheduler *self)
{
  return is_tiled (self) ? self->zoom_serial : self->viewport_serial;
}

void
amb_view_scheduler_set_recipe (AmbViewScheduler *self, guint serial, gboolean dragging, gint64 now)
{
  self->recipe = serial;
  self->is_dragging = dragging;
  self->refine_at = dragging ? now + self->refine_delay : now;
  g_hash_table_remove_all (self->tiles);
}

static gboolean
same_region (const AmbRect *a, const AmbRect *b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

void
amb_view_scheduler_set_viewport (AmbViewScheduler *self, const AmbViewport *viewport, gint64 now)
{
  gboolean same_zoom = self->has_viewport && viewport->scale == self->viewport.scale
                       && !viewport->whole_frame == !self->viewport.whole_frame;

  if (same_zoom && same_region (&viewport->region, &self->viewport.region))
    return;
  self->viewport = *viewport;
  self->viewport.scale = MAX (viewport->scale, SMALLEST_SCALE);
  self->has_viewport = !amb_rect_is_empty (&viewport->region);
  self->viewport_serial++;
  if (!same_zoom)
    {
      self->zoom_serial = self->viewport_serial;
      self->plane_width = self->plane_height = 0;
    }
  g_hash_table_remove_all (self->tiles);
  if (self->has_shown && !is_tiled (self))
    self->refine_at = MAX (self->refine_at, now + self->refine_delay);
}

void
amb_view_scheduler_set_have_tile (AmbViewScheduler *self, AmbViewHaveTile have, gpointer user_data)
{
  self->have = have;
  self->have_data = user_data;
  g_hash_table_remove_all (self->tiles);
  self->has_shown = FALSE;
  self->final_viewport = self->viewport_serial - 1;
}

void
amb_view_scheduler_worker_changed (AmbViewScheduler *self)
{
  self->is_cold = TRUE;
}

static double
visible_pixels (const AmbViewScheduler *self)
{
  return (double) self->viewport.region.width * self->viewport.region.height;
}

/* Down at once, up one step and only with a margin. */
static double
choose_factor (AmbViewScheduler *self)
{
  double ideal;

  if (self->draft_cost.cost > 0)
    {
      ideal = sqrt ((double) self->draft_target / (self->draft_cost.cost * visible_pixels (self)));
      while (self->step + 1 < G_N_ELEMENTS (draft_factors) && draft_factors[self->step] > ideal)
        self->step++;
      if (self->step > 0 && ideal >= draft_factors[self->step - 1] * STEP_UP_MARGIN)
        self->step--;
    }
  return draft_factors[self->step];
}

static gboolean
has_draft (const AmbViewScheduler *self)
{
  return self->has_shown && self->draft_recipe == self->recipe
         && self->draft_view == view_serial (self);
}

static guint32
frame_flags (const AmbViewScheduler *self)
{
  return self->viewport.whole_frame ? AMB_RENDER_WHOLE_FRAME : 0;
}

static AmbRect
scale_region (const AmbRect *region, double factor)
{
  int x = (int) floor (region->x * factor);
  int y = (int) floor (region->y * factor);

  return (AmbRect){ x, y, (int) ceil ((region->x + region->width) * factor) - x,
                    (int) ceil ((region->y + region->height) * factor) - y };
}

static void
fill_task (const AmbViewScheduler *self, AmbViewTaskKind kind, AmbViewTask *task)
{
  *task
      = (AmbViewTask){ .kind = kind,
                       .scale = self->viewport.scale,
                       .region = self->viewport.region,
                       .flags = frame_flags (self) | (has_draft (self) ? AMB_RENDER_ABORTABLE : 0),
                       .recipe_serial = self->recipe,
                       .viewport_serial = self->viewport_serial };
}

static void
make_draft (AmbViewScheduler *self, AmbViewTask *task)
{
  double factor = choose_factor (self);

  fill_task (self, AMB_VIEW_DRAFT, task);
  task->scale *= factor;
  task->region = scale_region (&self->viewport.region, factor);
  task->flags = frame_flags (self) | AMB_RENDER_DRAFT;
}

static gboolean
needs_draft (const AmbViewScheduler *self, gint64 now)
{
  double final_time = self->final_cost.cost * visible_pixels (self);

  if (has_draft (self))
    return FALSE;
  return self->is_dragging || now < self->refine_at || final_time <= 0 || final_time > QUICK;
}

static gint64
tile_key (int column, int row)
{
  return ((gint64) column << 32) | (guint32) row;
}

static gboolean
has_tile (AmbViewScheduler *self, int column, int row)
{
  gint64 key = tile_key (column, row);

  return g_hash_table_contains (self->tiles, &key)
         || (self->have != NULL
             && self->have (self->recipe, self->viewport.scale, column, row, self->have_data));
}

/* Tiles that touch the visible region, grown by margin tiles and kept inside the plane as far as it
 * is known. */
static AmbRect
tile_range (const AmbViewScheduler *self, int margin)
{
  const AmbRect *visible = &self->viewport.region;
  int last_column = (visible->x + visible->width - 1) / AMB_VIEW_TILE + margin;
  int last_row = (visible->y + visible->height - 1) / AMB_VIEW_TILE + margin;
  int column = MAX (visible->x / AMB_VIEW_TILE - margin, 0);
  int row = MAX (visible->y / AMB_VIEW_TILE - margin, 0);

  if (self->plane_width > 0)
    {
      last_column = MIN (last_column, (int) (self->plane_width - 1) / AMB_VIEW_TILE);
      last_row = MIN (last_row, (int) (self->plane_height - 1) / AMB_VIEW_TILE);
    }
  return (AmbRect){ column, row, last_column - column + 1, last_row - row + 1 };
}

/* Squared distance of a tile's middle from the middle of what is visible. */
static double
distance (const AmbViewScheduler *self, int column, int row)
{
  const AmbRect *visible = &self->viewport.region;
  double dx = (column + 0.5) * AMB_VIEW_TILE - (visible->x + visible->width / 2.0);
  double dy = (row + 0.5) * AMB_VIEW_TILE - (visible->y + visible->height / 2.0);

  return dx * dx + dy * dy;
}

static gboolean
find_tile (AmbViewScheduler *self, int margin, AmbViewTask *task)
{
  AmbRect range = tile_range (self, margin);
  double nearest = G_MAXDOUBLE;

  for (int row = range.y; row < range.y + range.height; row++)
    for (int column = range.x; column < range.x + range.width; column++)
      {
        double d = distance (self, column, row);
        if (d >= nearest || has_tile (self, column, row))
          continue;
        nearest = d;
        fill_task (self, AMB_VIEW_TILE_TASK, task);
        task->column = column;
        task->row = row;
        task->region = (AmbRect){ column * AMB_VIEW_TILE, row * AMB_VIEW_TILE, AMB_VIEW_TILE,
                                  AMB_VIEW_TILE };
      }
  return nearest < G_MAXDOUBLE;
}

gboolean
amb_view_scheduler_next (AmbViewScheduler *self, gint64 now, AmbViewTask *task, gint64 *wake)
{
  *wake = 0;
  if (!self->has_viewport)
    return FALSE;
  if (needs_draft (self, now))
    {
      make_draft (self, task);
      return TRUE;
    }
  if (now < self->refine_at)
    {
      *wake = self->refine_at;
      return FALSE;
    }
  if (is_tiled (self))
    return find_tile (self, 0, task) || (self->plane_width > 0 && find_tile (self, 1, task));
  if (self->final_recipe == self->recipe && self->final_viewport == self->viewport_serial)
    return FALSE;
  fill_task (self, AMB_VIEW_FINAL, task);
  return TRUE;
}

static void
measure (AmbViewScheduler *self, Cost *cost, const AmbViewTask *task, gint64 microseconds)
{
  double pixels = (double) task->region.width * task->region.height;
  double sample = (double) MAX (microseconds, 1) / pixels;
  gboolean counts = !self->is_cold && cost->last_scale == task->scale;

  cost->last_scale = task->scale;
  if (counts)
    cost->cost = cost->cost > 0 ? (cost->cost + sample) / 2 : sample;
}

static void
remember_plane (AmbViewScheduler *self, const AmbViewTask *task, guint width, guint height)
{
  if (task->scale != self->viewport.scale || task->viewport_serial < self->zoom_serial)
    return;
  self->plane_width = width;
  self->plane_height = height;
}

static void
remember_tile (AmbViewScheduler *self, const AmbViewTask *task)
{
  gint64 key = tile_key (task->column, task->row);

  if (task->recipe_serial == self->recipe && task->viewport_serial >= self->zoom_serial)
    g_hash_table_add (self->tiles, g_memdup2 (&key, sizeof key));
}

void
amb_view_scheduler_done (AmbViewScheduler *self,
                         const AmbViewTask *task,
                         guint plane_width,
                         guint plane_height,
                         gint64 microseconds)
{
  measure (self, task->kind == AMB_VIEW_DRAFT ? &self->draft_cost : &self->final_cost, task,
           microseconds);
  self->is_cold = FALSE;
  remember_plane (self, task, plane_width, plane_height);
  self->has_shown = TRUE;
  if (task->kind == AMB_VIEW_TILE_TASK)
    {
      remember_tile (self, task);
      return;
    }
  self->draft_recipe = task->recipe_serial;
  self->draft_view = is_tiled (self) && task->viewport_serial >= self->zoom_serial
                         ? self->zoom_serial
                         : task->viewport_serial;
  if (task->kind == AMB_VIEW_FINAL)
    {
      self->final_recipe = task->recipe_serial;
      self->final_viewport = task->viewport_serial;
    }
}

gboolean
amb_view_scheduler_is_outdated (AmbViewScheduler *self, const AmbViewTask *task)
{
  if ((task->flags & AMB_RENDER_ABORTABLE) == 0)
    return FALSE;
  if (task->recipe_serial != self->recipe || task->viewport_serial < self->zoom_serial)
    return TRUE;
  return task->kind == AMB_VIEW_FINAL && task->viewport_serial != self->viewport_serial;
}

gsize
amb_view_scheduler_get_bytes (AmbViewScheduler *self)
{
  gsize bytes = (gsize) MAX (self->viewport.region.width, 0)
                * (gsize) MAX (self->viewport.region.height, 0) * BYTES_PER_PIXEL;

  return self->has_viewport ? MAX (bytes, TILE_BYTES) : 0;
}

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a recipe is a chain of levels. Level 0 reads linear rows and runs the point operations up
 * to the first area operation on each piece of a row while it is in the first cache; every further
 * level is one area operation followed by the point operations up to the next. A level keeps the
 * rows that its area operation reads (its halo above and below) and pulls more from the level
 * before it; rows are made once, in order. The last level works in strips of columns, which go on
 * to colour out while they are in the second cache.
 *
 * Beyond the plane's edge the edge pixel is repeated, for each level alike; inside it a level reads
 * real pixels even outside the region asked for. What a pixel becomes therefore depends on its
 * place in the plane alone: tiles have no seams, and any split into regions or threads gives the
 * same bytes. Memory is a constant number of rows. */
#include "amb-band.h"

#include "amb-floats.h"
#include "amb-overlay.h"

enum
{
  STRIP = 512,    /* columns of an area operation at a time */
  MIN_BATCH = 16, /* rows */
  MAX_BATCH = 128,
  LEVEL_BUDGET = 2 << 20, /* bytes of rows that a level aims at: some processes share a cache */
};

typedef struct
{
  const AmbStage *area; /* NULL for level 0 */
  guint point_first, point_last;
  int x0, x1; /* columns it gives */
  int next;   /* row it gives next */
  int batch;  /* rows it gives at a time, at most */

  float *rows; /* what area reads: n_planes x capacity rows of stride, from column x0 - halo */
  gsize stride;
  int capacity;
  int first, n; /* plane's row of the first one (may be above the plane), rows present */
  float *scratch;
} Level;

struct _AmbBand
{
  AmbBandSetup setup;
  AmbRect region;
  guint n_planes;
  AmbRows source;
  Level *levels;
  guint n_levels;
  float *strip; /* what the last level gives: n_planes x batch rows of strip_stride */
  gsize strip_stride;
};

/* Rows of planes with a common stride. */
typedef struct
{
  float *plane[4];
  gsize stride;
} Target;

static AmbRect
grown (const AmbRect *rect, int by, int width, int height)
{
  const AmbRect plane = { 0, 0, width, height };
  const AmbRect larger
      = { rect->x - by, rect->y - by, rect->width + 2 * by, rect->height + 2 * by };
  return amb_rect_intersect (&larger, &plane);
}

AmbRect
amb_band_reach (const AmbStages *stages, int plane_width, int plane_height, const AmbRect *region)
{
  int halo = 0;
  for (guint i = 0; i < stages->n; i++)
    halo += stages->stages[i].halo;
  return grown (region, halo, plane_width, plane_height);
}

/* --- Levels --- */

static void
split_stages (AmbBand *self)
{
  const AmbStages *stages = self->setup.stages;
  guint at = 0;
  for (guint l = 0; l < self->n_levels; l++)
    {
      Level *level = &self->levels[l];
      if (l > 0)
        level->area = &stages->stages[at++];
      level->point_first = at;
      while (at < stages->n && stages->stages[at].kernel->kind != AMB_OP_AREA)
        at++;
      level->point_last = at;
    }
}

/* From the last level back: each reads a halo around what the next one needs. */
static AmbRect
spread_columns (AmbBand *self)
{
  AmbRect rect = self->region;
  for (guint l = self->n_levels; l-- > 0;)
    {
      Level *level = &self->levels[l];
      level->x0 = rect.x;
      level->x1 = rect.x + rect.width;
      level->next = rect.y;
      if (level->area != NULL)
        rect = grown (&rect, level->area->halo, self->setup.plane_width, self->setup.plane_height);
    }
  return rect;
}

static gboolean
level_init (Level *self, guint n_planes)
{
  self->batch = 1;
  if (self->area == NULL)
    return TRUE;
  const int halo = self->area->halo;
  const int width = self->x1 - self->x0;
  self->stride = amb_floats_stride ((gsize) (width + 2 * halo));
  const int affordable = (int) (LEVEL_BUDGET / (self->stride * n_planes * sizeof (float)));
  self->batch = CLAMP (affordable - 2 * halo, MAX (MIN_BATCH, halo / 2), MAX_BATCH);
  self->capacity = self->batch + 2 * halo;
  self->first = self->next - halo;
  self->rows = amb_floats_new (self->stride * (gsize) self->capacity * n_planes);
  self->scratch = amb_floats_new (
      self->area->kernel->scratch_floats (self->area->state, MIN (width, STRIP), self->batch));
  return self->rows != NULL && self->scratch != NULL;
}

static gboolean
init_buffers (AmbBand *self)
{
  for (guint l = 0; l < self->n_levels; l++)
    if (!level_init (&self->levels[l], self->n_planes))
      return FALSE;
  const int width = MIN (self->n_levels > 1 ? STRIP : AMB_CHUNK, self->region.width);
  self->strip_stride = amb_floats_stride ((gsize) width);
  self->strip
      = amb_floats_new (self->strip_stride * (gsize) amb_band_batch (self) * self->n_planes);
  return self->strip != NULL;
}

AmbBand *
amb_band_new (const AmbBandSetup *setup, const AmbRect *region)
{
  g_autoptr (AmbBand) self = g_new0 (AmbBand, 1);
  self->setup = *setup;
  self->region = *region;
  self->n_planes = amb_rows_planes (setup->origin.source, setup->origin.plan);
  self->n_levels = setup->stages->n_areas + 1;
  self->levels = g_new0 (Level, self->n_levels);
  split_stages (self);
  const AmbRect reach = spread_columns (self);
  if (!amb_rows_init (&self->source, &self->setup.origin, &reach) || !init_buffers (self))
    return NULL;
  return g_steal_pointer (&self);
}

void
amb_band_free (AmbBand *self)
{
  for (guint l = 0; l < self->n_levels; l++)
    {
      free (self->levels[l].rows);
      free (self->levels[l].scratch);
    }
  amb_rows_clear (&self->source);
  g_free (self->levels);
  free (self->strip);
  g_free (self);
}

int
amb_band_next (const AmbBand *self)
{
  return self->levels[self->n_levels - 1].next;
}

int
amb_band_batch (const AmbBand *self)
{
  return self->levels[self->n_levels - 1].batch;
}

/* --- Rows through the levels --- */

static float *
level_row (const Level *self, guint plane, int y)
{
  return self->rows
         + ((gsize) plane * (gsize) self->capacity + (gsize) (y - self->first)) * self->stride;
}

/* After level's area operation, on the rows that it gives next, from column x on. */
static void
run_points (AmbBand *self, const Level *level, int x, const Target *target, int rows, int width)
{
  for (int y = 0; y < rows && level->point_first < level->point_last; y++)
    {
      float *planes[4] = { NULL };
      for (guint p = 0; p < self->n_planes; p++)
        planes[p] = target->plane[p] + (gsize) y * target->stride;
      amb_stages_run_points (self->setup.stages, level->point_first, level->point_last, x,
                             level->next + y, planes, width);
    }
}

/* One row of level 0, columns x .. x + n - 1, in pieces that stay in the first cache. */
static void
give_source_part (AmbBand *self, int x, int n, const Target *target)
{
  for (int start = 0; start < n; start += AMB_CHUNK)
    {
      const int count = MIN (AMB_CHUNK, n - start);
      float *planes[4] = { NULL };
      for (guint p = 0; p < self->n_planes; p++)
        planes[p] = target->plane[p] + start;
      amb_rows_part (&self->source, x + start, count, planes);
      amb_stages_run_points (self->setup.stages, self->levels[0].point_first,
                             self->levels[0].point_last, x + start, self->levels[0].next, planes,
                             count);
    }
}

/* Columns x .. x + width - 1 of the n rows that level has filled itself for. */
static void
give_strip (AmbBand *self, Level *level, int x, int width, int n, const Target *target)
{
  const int halo = level->area->halo;
  AmbPlanes in = { .stride = level->stride, .width = width, .height = n };
  AmbPlanes out = { .stride = target->stride, .width = width, .height = n };
  for (guint p = 0; p < 3; p++)
    {
      in.plane[p] = level_row (level, p, level->next) + halo + (x - level->x0);
      out.plane[p] = target->plane[p];
    }
  level->area->kernel->area (level->area->state, &in, &out, level->scratch);
  for (int y = 0; self->n_planes == 4 && y < n; y++)
    memcpy (target->plane[3] + (gsize) y * target->stride,
            level_row (level, 3, level->next + y) + halo + (x - level->x0),
            (gsize) width * sizeof (float));
  run_points (self, level, x, target, n, width);
}

static void fill (AmbBand *self, guint l, int n);

/* The next n rows of level l, all its columns. */
static void
give (AmbBand *self, guint l, int n, const Target *target)
{
  Level *level = &self->levels[l];
  const int width = level->x1 - level->x0;
  if (l == 0)
    {
      amb_rows_begin (&self->source, level->next);
      give_source_part (self, level->x0, width, target);
      level->next++;
      return;
    }
  fill (self, l, n);
  for (int x = 0; x < width; x += STRIP)
    {
      Target strip = *target;
      for (guint p = 0; p < self->n_planes; p++)
        strip.plane[p] += x;
      give_strip (self, level, level->x0 + x, MIN (STRIP, width - x), n, &strip);
    }
  level->next += n;
}

/* Drops the rows above the halo of the next ones. */
static void
slide (AmbBand *self, Level *level)
{
  const int gone = level->next - level->area->halo - level->first;
  if (gone <= 0)
    return;
  level->n -= gone;
  for (guint p = 0; p < self->n_planes; p++)
    memmove (level_row (level, p, level->first), level_row (level, p, level->first + gone),
             (gsize) level->n * level->stride * sizeof (float));
  level->first += gone;
}

static void
copy_row (AmbBand *self, Level *level, int from, int to)
{
  for (guint p = 0; p < self->n_planes; p++)
    memcpy (level_row (level, p, to), level_row (level, p, from), level->stride * sizeof (float));
}

/* Repeats the plane's first and last column where the halo reaches beyond. */
static void
repeat_sides (AmbBand *self, Level *level, const Level *before, int y)
{
  const int left = before->x0 - (level->x0 - level->area->halo);
  const int n = before->x1 - before->x0;
  const int width = level->x1 - level->x0 + 2 * level->area->halo;
  for (guint p = 0; p < self->n_planes; p++)
    {
      float *row = level_row (level, p, y);
      for (int i = 0; i < left; i++)
        row[i] = row[left];
      for (int i = left + n; i < width; i++)
        row[i] = row[left + n - 1];
    }
}

/* Pulls rows y .. y + n - 1, inside the plane, from the level before. */
static void
pull (AmbBand *self, guint l, int y, int n)
{
  Level *level = &self->levels[l];
  const Level *before = &self->levels[l - 1];
  Target target = { .stride = level->stride };
  for (guint p = 0; p < self->n_planes; p++)
    target.plane[p] = level_row (level, p, y) + (before->x0 - (level->x0 - level->area->halo));
  give (self, l - 1, n, &target);
  for (int i = 0; i < n; i++)
    repeat_sides (self, level, before, y + i);
  level->n = y + n - level->first;
}

/* Makes the halo of the next n rows of level l present. */
static void
fill (AmbBand *self, guint l, int n)
{
  Level *level = &self->levels[l];
  const int height = self->setup.plane_height;
  slide (self, level);
  const int end = level->next + n + level->area->halo;
  if (level->n == 0 && level->first < 0)
    {
      pull (self, l, 0, 1);
      for (int y = level->first; y < 0; y++)
        copy_row (self, level, 0, y);
    }
  for (int y = level->first + level->n; y < MIN (end, height); y = level->first + level->n)
    pull (self, l, y, MIN (self->levels[l - 1].batch, MIN (end, height) - y));
  for (; level->first + level->n < end; level->n++)
    copy_row (self, level, height - 1, level->first + level->n);
}

/* --- Rows out --- */

static void
write_strip (AmbBand *self,
             const Target *strip,
             int x,
             int y,
             int width,
             int rows,
             guint8 *dst,
             gsize dst_stride)
{
  const guint bytes = amb_render_format_bytes (self->setup.out->format);
  for (int i = 0; i < rows; i++)
    {
      float *planes[4] = { NULL };
      for (guint p = 0; p < self->n_planes; p++)
        planes[p] = strip->plane[p] + (gsize) i * strip->stride;
      if (self->setup.overlay != NULL)
        amb_overlay_run (self->setup.overlay, x, y + i, width, planes);
      amb_color_out_row (self->setup.out, planes, width, x, y + i,
                         dst + (gsize) i * dst_stride + (gsize) (x - self->region.x) * bytes);
    }
}

static Target
strip_target (const AmbBand *self)
{
  Target target = { .stride = self->strip_stride };
  for (guint p = 0; p < self->n_planes; p++)
    target.plane[p] = self->strip + (gsize) p * (gsize) amb_band_batch (self) * self->strip_stride;
  return target;
}

/* Without area operations: one row, piece by piece. */
static void
run_row (AmbBand *self, const Target *strip, guint8 *dst, gsize dst_stride)
{
  Level *level = &self->levels[0];
  amb_rows_begin (&self->source, level->next);
  for (int x = level->x0; x < level->x1; x += AMB_CHUNK)
    {
      const int width = MIN (AMB_CHUNK, level->x1 - x);
      give_source_part (self, x, width, strip);
      write_strip (self, strip, x, level->next, width, 1, dst, dst_stride);
    }
  level->next++;
}

static void
run_batch (AmbBand *self, int n, const Target *strip, guint8 *dst, gsize dst_stride)
{
  Level *level = &self->levels[self->n_levels - 1];
  fill (self, self->n_levels - 1, n);
  for (int x = level->x0; x < level->x1; x += STRIP)
    {
      const int width = MIN (STRIP, level->x1 - x);
      give_strip (self, level, x, width, n, strip);
      write_strip (self, strip, x, level->next, width, n, dst, dst_stride);
    }
  level->next += n;
}

gboolean
amb_band_run (AmbBand *self, int n, void *dst, gsize dst_stride)
{
  const Target strip = strip_target (self);
  guint8 *to = dst;
  while (n > 0)
    {
      const int rows = MIN (n, amb_band_batch (self));
      if (self->n_levels == 1)
        run_row (self, &strip, to, dst_stride);
      else
        run_batch (self, rows, &strip, to, dst_stride);
      to += (gsize) rows * dst_stride;
      n -= rows;
    }
  return !amb_rows_failed (&self->source);
}

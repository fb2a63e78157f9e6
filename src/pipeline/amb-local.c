/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Small planes read bilinearly at a pixel's place in the photo (He and Sun 2015, "Fast Guided
 * Filter": coefficients that are smooth may be made small). Positions are computed from the pixel's
 * place in the plane alone, and which of the two ways reads them from the render's geometry alone,
 * so that tiles agree. */
#include "amb-local.h"

#include "amb-floats.h"

enum
{
  PIECE = 256,  /* pixels at a time: their rows stay in the first cache, on the stack */
  MAX_MAPS = 8, /* kept: of four planes, 23 MiB */
};

const AmbLocalPlace amb_local_place_same = { .map = { .m = { 1, 0, 0, 0, 1, 0 } } };

void
amb_local_place_row (const AmbLocalPlace *self, int x, int y, int n, float *u, float *v)
{
  const double *m = self->map.m;
  if (self->curved)
    {
      amb_loops ()->warp->position (&self->map, x, y, n, u, v);
      return;
    }
  const float start_u = (float) (m[1] * y + m[2]), step_u = (float) m[0];
  const float start_v = (float) (m[4] * y + m[5]), step_v = (float) m[3];
  for (int i = 0; i < n; i++)
    {
      u[i] = start_u + step_u * (float) (x + i);
      v[i] = start_v + step_v * (float) (x + i);
    }
}

AmbLocalMap *
amb_local_map_new (int width, int height, guint n_planes, GBytes *key)
{
  AmbLocalMap *self = g_new0 (AmbLocalMap, 1);
  self->width = width;
  self->height = height;
  self->stride = amb_floats_stride ((gsize) width + 1);
  self->n_planes = n_planes;
  self->key = g_bytes_ref (key);
  self->refs = 1;
  self->data = amb_floats_new (amb_local_map_floats (self) * n_planes);
  if (self->data == NULL)
    g_clear_pointer (&self, amb_local_map_unref);
  return self;
}

static AmbLocalMap *
map_ref (AmbLocalMap *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
amb_local_map_unref (AmbLocalMap *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_bytes_unref (self->key);
  free (self->data);
  g_free (self);
}

gsize
amb_local_map_floats (const AmbLocalMap *self)
{
  return self->stride * (gsize) (self->height + 1);
}

static float *
row_of (const AmbLocalMap *self, guint plane, int y)
{
  return self->data + plane * amb_local_map_floats (self) + (gsize) y * self->stride;
}

void
amb_local_map_finish (AmbLocalMap *self)
{
  for (guint p = 0; p < self->n_planes; p++)
    {
      for (int y = 0; y < self->height; y++)
        row_of (self, p, y)[self->width] = row_of (self, p, y)[self->width - 1];
      memcpy (row_of (self, p, self->height), row_of (self, p, self->height - 1),
              self->stride * sizeof (float));
    }
}

/* --- Reading --- */

/* A line of positions: start + step x, inside 0 .. last. */
typedef struct
{
  float start, step, last;
} Line;

static Line
line_of (const double matrix[3], int y, int size)
{
  return (Line){ (float) (matrix[1] * y + matrix[2]), (float) matrix[0], (float) (size - 1) };
}

static float
hold (float at, float last)
{
  const float above = at > 0 ? at : 0;
  return above < last ? above : last;
}

static float
position (const Line *line, int x)
{
  return hold (line->start + line->step * (float) x, line->last);
}

typedef struct
{
  int cell[PIECE];
  float part[PIECE]; /* of the way to the next cell */
} Places;

static void
find_on_line (const Line *line, int x, int n, Places *places)
{
  for (int i = 0; i < n; i++)
    {
      const float at = position (line, x + i);
      places->cell[i] = (int) at;
      places->part[i] = at - (float) places->cell[i];
    }
}

static void
find_anywhere (const float *found, int size, int n, Places *places)
{
  const float last = (float) (size - 1);
  for (int i = 0; i < n; i++)
    {
      const float at = hold (found[i], last);
      places->cell[i] = (int) at;
      places->part[i] = at - (float) places->cell[i];
    }
}

static float
between (float a, float b, float part)
{
  return a + part * (b - a);
}

/* Upright and not shrunk below the small photo: all pixels lie between two of its rows, which are
 * mixed first. */
static void
read_upright (
    const AmbLocalMap *self, guint plane, const Places *across, float v, int n, float *out)
{
  const int first = MIN (across->cell[0], across->cell[n - 1]);
  const int columns = ABS (across->cell[n - 1] - across->cell[0]) + 2;
  const float *above = row_of (self, plane, (int) v) + first;
  const float *below = above + self->stride;
  const float part = v - (float) (int) v;
  float mixed[PIECE + 2];
  for (int i = 0; i < columns; i++)
    mixed[i] = between (above[i], below[i], part);
  for (int i = 0; i < n; i++)
    {
      const float *at = mixed + (across->cell[i] - first);
      out[i] = between (at[0], at[1], across->part[i]);
    }
}

static void
read_anywhere (const AmbLocalMap *self,
               guint plane,
               const Places *across,
               const Places *down,
               int n,
               float *out)
{
  const float *rows = row_of (self, plane, 0);
  for (int i = 0; i < n; i++)
    {
      const float *above = rows + (gsize) down->cell[i] * self->stride + across->cell[i];
      const float *below = above + self->stride;
      out[i] = between (between (above[0], above[1], across->part[i]),
                        between (below[0], below[1], across->part[i]), down->part[i]);
    }
}

static gboolean
is_upright (const AmbLocalPlace *place)
{
  const double *m = place->map.m;
  return !place->curved && m[1] == 0 && m[3] == 0 && m[0] >= -1 && m[0] <= 1;
}

static void
read_piece_upright (const AmbLocalMap *self,
                    const AmbLocalPlace *place,
                    int x,
                    int y,
                    int n,
                    float rows[AMB_LOCAL_PLANES][PIECE])
{
  const Line u = line_of (place->map.m, y, self->width);
  const Line v = line_of (place->map.m + 3, y, self->height);
  Places across;
  find_on_line (&u, x, n, &across);
  for (guint p = 0; p < self->n_planes; p++)
    read_upright (self, p, &across, position (&v, x), n, rows[p]);
}

static void
read_piece (const AmbLocalMap *self,
            const AmbLocalPlace *place,
            int x,
            int y,
            int n,
            float rows[AMB_LOCAL_PLANES][PIECE])
{
  float u[PIECE], v[PIECE];
  Places across, down;
  if (is_upright (place))
    {
      read_piece_upright (self, place, x, y, n, rows);
      return;
    }
  amb_local_place_row (place, x, y, n, u, v);
  find_anywhere (u, self->width, n, &across);
  find_anywhere (v, self->height, n, &down);
  for (guint p = 0; p < self->n_planes; p++)
    read_anywhere (self, p, &across, &down, n, rows[p]);
}

void
amb_local_run (const AmbLocalMap *self,
               const AmbLocalPlace *place,
               const AmbKernel *kernel,
               const void *state,
               int x,
               int y,
               float *const planes[3],
               int n)
{
  _Alignas(AMB_FLOATS_ALIGN) float rows[AMB_LOCAL_PLANES][PIECE];
  AmbLocalRow found = { .constants = self->constants };
  for (guint p = 0; p < self->n_planes; p++)
    found.plane[p] = rows[p];
  for (int at = 0; at < n; at += PIECE)
    {
      const int count = MIN (PIECE, n - at);
      read_piece (self, place, x + at, y, count, rows);
      kernel->local (state, &found, planes[0] + at, planes[1] + at, planes[2] + at, count);
    }
}

/* --- The cache --- */

void
amb_local_cache_init (AmbLocalCache *self)
{
  g_mutex_init (&self->mutex);
  self->maps = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_local_map_unref);
}

void
amb_local_cache_clear (AmbLocalCache *self)
{
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);
}

/* The mutex is held. Puts the found one last. */
static AmbLocalMap *
find (AmbLocalCache *self, GBytes *key)
{
  for (guint i = 0; i < self->maps->len; i++)
    {
      AmbLocalMap *map = g_ptr_array_index (self->maps, i);
      if (!g_bytes_equal (map->key, key))
        continue;
      g_ptr_array_add (self->maps, g_ptr_array_steal_index (self->maps, i));
      return map_ref (map);
    }
  return NULL;
}

AmbLocalMap *
amb_local_cache_find (AmbLocalCache *self, GBytes *key)
{
  g_mutex_lock (&self->mutex);
  AmbLocalMap *map = find (self, key);
  g_mutex_unlock (&self->mutex);
  return map;
}

void
amb_local_cache_add (AmbLocalCache *self, AmbLocalMap *map)
{
  g_mutex_lock (&self->mutex);
  if (self->maps->len == MAX_MAPS)
    g_ptr_array_remove_index (self->maps, 0);
  g_ptr_array_add (self->maps, map_ref (map));
  g_mutex_unlock (&self->mutex);
}

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a local operation needs to know what is around a pixel, far beyond any halo. It gets this
 * from a small copy of the whole upright, uncropped, unturned photo in linear light (long edge 512
 * pixels), made from the samples that the render reads and taken through the point and local
 * operations that come before it. Area operations before it are left out: they change nothing that
 * is wide enough to be seen at that size. Since the small photo does not depend on crop, turn,
 * scale, region or tile, a preview and an export look at the same one, but for the decoder's
 * reduction (a photo read at an eighth and then made small differs from one made small at once by
 * less than a step of 8 bits).
 *
 * What an operation finds depends on the operations before it and not on its own settings, so a
 * drag of its slider, or of one behind it, finds its maps in the source's cache; one before it
 * costs some milliseconds, the same for every size of photo. */
#include "amb-analysis.h"

#include "amb-error.h"
#include "amb-floats.h"

static int
small_edge (guint edge, guint long_edge)
{
  const guint most = MIN (long_edge, AMB_LOCAL_LONG_EDGE);
  return MAX ((int) (((guint64) edge * most + long_edge / 2) / long_edge), 1);
}

/* Plane -> frame as the photo was taken -> small photo. */
static void
init_place (AmbLocalPlace *place,
            const AmbGeometry *geometry,
            const AmbRenderSpec *spec,
            int width,
            int height)
{
  const gboolean plain = amb_geometry_is_plain (geometry);
  const AmbPoint scale
      = { (double) width / geometry->frame_width, (double) height / geometry->frame_height };
  AmbGeometryMap map;
  AmbWarpMap maps[AMB_LENS_CHANNELS];
  amb_plan_init_geometry_map (&map, geometry, spec->plane_width, spec->plane_height);
  map.lens.channel[0] = map.lens.channel[2] = 1;
  amb_plan_init_maps (maps, &map, plain, (AmbPoint){ 0, 0 }, scale);
  *place = (AmbLocalPlace){ .curved = !plain, .map = maps[0] };
}

void
amb_analysis_init_plan (AmbPlan *plan,
                        AmbLocalPlace *place,
                        const AmbGeometry *geometry,
                        const AmbRenderSourceSpec *source,
                        const AmbRenderSpec *spec)
{
  const guint long_edge = amb_geometry_long_edge (geometry);
  const int width = small_edge (geometry->frame_width, long_edge);
  const int height = small_edge (geometry->frame_height, long_edge);
  const AmbGeometry whole = amb_geometry_untouched (geometry);
  const AmbRenderSpec small = { .plane_width = (guint) width,
                                .plane_height = (guint) height,
                                .options = AMB_RENDER_OPTION_FAST };
  amb_plan_init (plan, &whole, source, &small);
  init_place (place, geometry, spec, width, height);
}

/* --- The small photo on its way through the operations --- */

typedef struct
{
  AmbStages stages; /* the render's, at the small photo's place */
  AmbRenderSource *source;
  const AmbPlan *plan;
  guint n_threads;
  AmbProgress *progress;
  float *rgb; /* nullable: three planes */
  gsize stride, floats;
  guint done; /* stages that rgb has been through */
} Small;

static gboolean
out_of_memory (GError **error)
{
  g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "looking at the whole photo");
  return FALSE;
}

static gboolean
take_photo (Small *self, GError **error)
{
  const AmbRect all = { 0, 0, self->plan->width, self->plan->height };
  const AmbRowsOrigin origin = { .source = self->source, .plan = self->plan };
  g_autoptr (AmbProxy) proxy
      = amb_rows_get_proxy (&origin, &all, self->n_threads, self->progress, error);
  if (proxy == NULL)
    return FALSE;
  self->rgb = amb_floats_new (self->floats * 3);
  if (self->rgb == NULL)
    return out_of_memory (error);
  for (guint p = 0; p < 3; p++)
    for (int y = 0; y < all.height; y++)
      memcpy (self->rgb + p * self->floats + (gsize) y * self->stride,
              amb_proxy_at (proxy, p, 0, y), (gsize) all.width * sizeof (float));
  return TRUE;
}

static void
run_stages (Small *self, guint last)
{
  for (int y = 0; y < self->plan->height && self->done < last; y++)
    {
      float *planes[4] = { NULL };
      for (guint p = 0; p < 3; p++)
        planes[p] = self->rgb + p * self->floats + (gsize) y * self->stride;
      for (guint first = self->done, end; first < last; first = end + 1)
        {
          for (end = first; end < last && self->stages.stages[end].kernel->kind != AMB_OP_AREA;)
            end++;
          amb_stages_run_points (&self->stages, first, end, 0, y, planes, self->plan->width);
        }
    }
  self->done = last;
}

static void
append_int (GByteArray *key, int value)
{
  g_byte_array_append (key, (const guint8 *) &value, sizeof value);
}

static void
append_kernel (GByteArray *key, const AmbKernel *kernel)
{
  g_byte_array_append (key, (const guint8 *) &kernel, sizeof kernel);
}

/* All that stage's map depends on, besides the photo. */
static GBytes *
key_of (const Small *self, guint stage)
{
  GByteArray *key = g_byte_array_new ();
  append_int (key, self->plan->scaling.orientation);
  append_int (key, self->plan->width);
  append_int (key, self->plan->height);
  for (guint i = 0; i < stage; i++)
    {
      const AmbStage *before = &self->stages.stages[i];
      if (before->kernel->kind == AMB_OP_AREA)
        continue;
      append_kernel (key, before->kernel);
      g_byte_array_append (key, before->state, (guint) amb_kernel_state_bytes (before->kernel));
    }
  append_kernel (key, self->stages.stages[stage].kernel);
  return g_byte_array_free_to_bytes (key);
}

static gboolean
analyse (Small *self, const AmbKernel *kernel, AmbLocalMap *map)
{
  float *scratch = amb_floats_new (self->floats * AMB_LOCAL_SCRATCH);
  AmbLocalFrame frame = {
    .constants = map->constants, .width = map->width, .height = map->height, .stride = map->stride
  };
  if (scratch == NULL)
    return FALSE;
  for (guint p = 0; p < 3; p++)
    frame.rgb[p] = self->rgb + p * self->floats;
  for (guint p = 0; p < map->n_planes; p++)
    frame.plane[p] = map->data + p * self->floats;
  for (guint p = 0; p < AMB_LOCAL_SCRATCH; p++)
    frame.scratch[p] = scratch + p * self->floats;
  kernel->analyse (&frame);
  amb_local_map_finish (map);
  free (scratch);
  return TRUE;
}

static AmbLocalMap *
make_map (Small *self, guint stage, GBytes *key, GError **error)
{
  const AmbKernel *kernel = self->stages.stages[stage].kernel;
  g_autoptr (AmbLocalMap) map
      = amb_local_map_new (self->plan->width, self->plan->height, kernel->n_planes, key);
  if (map == NULL)
    {
      out_of_memory (error);
      return NULL;
    }
  self->stride = map->stride;
  self->floats = amb_local_map_floats (map);
  if (self->rgb == NULL && !take_photo (self, error))
    return NULL;
  run_stages (self, stage);
  if (!analyse (self, kernel, map))
    {
      out_of_memory (error);
      return NULL;
    }
  amb_local_cache_add (&self->source->maps, map);
  return g_steal_pointer (&map);
}

gboolean
amb_analysis_run (AmbStages *stages,
                  AmbRenderSource *source,
                  const AmbPlan *plan,
                  guint n_threads,
                  AmbProgress *progress,
                  GError **error)
{
  Small small = {
    .stages = *stages, .source = source, .plan = plan, .n_threads = n_threads, .progress = progress
  };
  gboolean ok = TRUE;
  small.stages.place = amb_local_place_same;
  small.stages.spots = amb_spots_of_small (&stages->spots);
  for (guint i = 0; i < stages->n && ok; i++)
    {
      AmbStage *stage = &stages->stages[i];
      if (stage->kernel->kind != AMB_OP_LOCAL || stage->map != NULL)
        continue;
      g_autoptr (GBytes) key = key_of (&small, i);
      stage->map = amb_local_cache_find (&source->maps, key);
      if (stage->map == NULL)
        stage->map = make_map (&small, i, key, error);
      ok = stage->map != NULL;
    }
  free (small.rgb);
  return ok;
}

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: the pixel engine, from decoded samples to samples of an output format. It guarantees that
 * an output pixel depends on source, geometry, recipe, plane size, format and options only: never
 * on the region asked for, on threads or on the CPU.
 *
 * The parts, in the order pixels pass them:
 *   amb-fetch       stored samples as upright rows
 *   amb-color-in    samples -> linear Rec. 2020, planar float (amb-color-profile reads what the
 * profile says) amb-plan        geometry reduced to two axes and at most one map amb-scale
 * separable scaling as a stream of rows (amb-resample has the weights) amb-warp        the map, in
 * blocks, over the scaled photo amb-proxy       cached pictures at this point: a slider's next
 * frame starts here (amb-rows is the interface to all of these) amb-stages      the operations that
 * do something amb-band        operations with halos over a sliding band, then amb-color-out linear
 * sRGB, clip, transfer function, dither, rounding The inner loops (amb-loops-*) exist once per
 * instruction set; everything else is plain code that picks among them. Nothing that reaches a
 * pixel uses libm's powers and sines: amb-maths has its own. The one exception is a profile that
 * lcms has to evaluate (LUT profiles and the like), where lcms' arithmetic counts.
 *
 * Rows made for one call are kept for the next if it asks for the rows below: an export goes
 * through the photo once, with the memory of one band. Other regions are cut into stripes, a band
 * each, for any number of threads.
 *
 * Left out: vertical blurs wider than a band at full size. An operation that needs the whole photo
 * at once looks at a small one (amb-analysis, amb-local). */
#include "amb-render.h"

#include <string.h>
#include "amb-analysis.h"
#include "amb-band.h"
#include "amb-color-space.h"
#include "amb-error.h"
#include "amb-kernel.h"

enum
{
  CHECK_ROWS = 128, /* rows between two questions whether to go on */
  MIN_STRIPE = 32,  /* rows of a thread's piece of work */
  STRIPES_A_THREAD = 3,
  MARGIN_STEP
  = 16, /* a cached region's margin is a multiple: a changed radius does not make it useless */
  UNTURNED_BUDGET
  = 64 * 1024 * 1024, /* bytes: below, the photo is scaled as a whole before it is turned */
};

struct _AmbRender
{
  AmbRenderSource *source;
  AmbRenderSpec spec;
  AmbPlan plan;
  AmbPlan small; /* the photo that local operations look at */
  AmbStages stages;
  AmbColorOut out;
  gboolean identity;
  AmbSpace space;     /* of the output */
  AmbProxy *unturned; /* nullable; kept from one region to the next */
  AmbBand *band;      /* nullable: kept from one region to the one below */
  AmbRect band_region;
};

/* --- The render --- */

/* The frame's long edge at the plane's scale. */
static double
long_edge_px (const AmbGeometry *geometry, const AmbRenderSpec *spec)
{
  if (geometry->frame_width >= geometry->frame_height)
    return geometry->frame_width * ((double) spec->plane_width / geometry->crop.width);
  return geometry->frame_height * ((double) spec->plane_height / geometry->crop.height);
}

static AmbOutputSharpen
sharpen_of (const AmbGeometry *geometry, const AmbRenderSpec *spec)
{
  const gboolean shrinks = (int) spec->plane_width < geometry->crop.width
                           || (int) spec->plane_height < geometry->crop.height;
  return shrinks ? spec->sharpen : AMB_SHARPEN_NONE;
}

static gboolean
same_samples (const AmbPixels *pixels, AmbRenderFormat format)
{
  return format != AMB_RENDER_RGBA8_PREMULTIPLIED
         && pixels->model == (amb_render_format_is_gray (format) ? AMB_MODEL_GRAY : AMB_MODEL_RGB)
         && pixels->depth == amb_render_format_depth (format)
         && !pixels->has_alpha == !amb_render_format_has_alpha (format);
}

/* Whether the output space is the one that the samples are in, without inks. */
static gboolean
keeps_samples (const AmbRender *self)
{
  const AmbColorProfile *profile = amb_color_in_get_profile (self->source->color);
  const guint n_curves = self->source->spec.pixels->model == AMB_MODEL_GRAY ? 1 : 3;
  return self->spec.space == AMB_SPACE_SOURCE
         || amb_color_space_of (profile, n_curves) == self->spec.space;
}

static gboolean
is_identity (const AmbRender *self)
{
  int column, row;
  const AmbRenderSourceSpec *spec = &self->source->spec;
  return self->stages.n == 0 && self->spec.overlay == NULL
         && spec->pixels->width == spec->full_width && spec->pixels->height == spec->full_height
         && same_samples (spec->pixels, self->spec.format) && keeps_samples (self)
         && amb_plan_is_exact (&self->plan, &column, &row);
}

/* FALSE: the output stays sRGB. */
static gboolean
set_space (AmbRender *self)
{
  AmbColorProfile named;
  const gboolean gray = self->source->spec.pixels->model == AMB_MODEL_GRAY;
  if (self->spec.space == AMB_SPACE_SOURCE)
    return self->source->spec.pixels->model != AMB_MODEL_CMYK
           && (!gray || amb_render_format_is_gray (self->spec.format)
               || amb_color_in_is_srgb (self->source->color))
           && amb_color_out_set_profile (&self->out,
                                         amb_color_in_get_profile (self->source->color));
  amb_color_space_init (&named, self->spec.space);
  return amb_color_out_set_profile (&self->out, &named);
}

AmbRender *
amb_render_new (AmbRenderSource *source,
                const AmbGeometry *geometry,
                AmbRecipe *recipe,
                const AmbRenderSpec *spec,
                GError **error)
{
  const gboolean dither = (spec->options & AMB_RENDER_OPTION_DITHER) != 0;
  g_autoptr (AmbRender) self = g_new0 (AmbRender, 1);
  self->source = source;
  self->spec = *spec;
  amb_plan_init (&self->plan, geometry, &source->spec, spec);
  amb_color_out_init (&self->out, spec->format, dither, source->spec.pixels->has_alpha ? 1 : 0);
  const AmbKernelContext frame = {
    .long_edge_px = long_edge_px (geometry, spec),
    .scale = (double) spec->plane_width / geometry->crop.width,
    .frame = amb_spots_frame (geometry),
    .crop = amb_spots_crop (geometry),
  };
  if (!amb_stages_init (&self->stages, recipe, &frame, spec->luts, sharpen_of (geometry, spec)))
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "operations");
      return NULL;
    }
  amb_analysis_init_plan (&self->small, &self->stages.place, geometry, &source->spec, spec);
  amb_spots_init (&self->stages.spots, geometry, spec, self->small.width, self->small.height);
  self->identity = is_identity (self);
  self->space = spec->space;
  if (!self->identity && !set_space (self))
    self->space = AMB_SPACE_SRGB;
  return g_steal_pointer (&self);
}

void
amb_render_free (AmbRender *self)
{
  g_clear_pointer (&self->band, amb_band_free);
  g_clear_pointer (&self->unturned, amb_proxy_unref);
  amb_stages_clear (&self->stages);
  amb_color_out_clear (&self->out);
  g_free (self);
}

gboolean
amb_render_is_identity (AmbRender *self)
{
  return self->identity;
}

AmbSpace
amb_render_get_space (AmbRender *self)
{
  const guint n_curves = amb_render_format_is_gray (self->spec.format) ? 1 : 3;
  return self->space == AMB_SPACE_SOURCE
             ? amb_color_space_of (amb_color_in_get_profile (self->source->color), n_curves)
             : self->space;
}

gboolean
amb_render_keeps_space (AmbRender *self)
{
  return self->spec.space != AMB_SPACE_SOURCE || self->space == AMB_SPACE_SOURCE;
}

GBytes *
amb_render_to_icc (AmbRender *self, GBytes *icc)
{
  const AmbColorProfile *own = amb_color_in_get_profile (self->source->color);
  if (self->space == AMB_SPACE_SOURCE && own->from_icc && icc != NULL)
    return g_bytes_ref (icc);
  return amb_color_space_to_icc (amb_render_get_space (self), own,
                                 amb_render_format_is_gray (self->spec.format));
}

/* --- One region --- */

typedef struct
{
  AmbRender *render;
  AmbRect region;
  guint8 *dst;
  gsize dst_stride;
  AmbBandSetup setup;
  AmbProgress progress;
  int stripe_rows;
  gint failed; /* atomic: memory ran out */
} Region;

static void
copy_row (const Region *self, AmbFetch *fetch, int row, int y)
{
  memcpy (self->dst + (gsize) (y - self->region.y) * self->dst_stride,
          amb_fetch_row (fetch, row + y), (gsize) self->region.width * fetch->bytes);
}

static void
copy_region (Region *self)
{
  const AmbPlan *plan = &self->render->plan;
  int column, row;
  AmbFetch fetch;
  amb_plan_is_exact (plan, &column, &row);
  column += self->region.x;
  self->failed = !amb_fetch_init (&fetch, self->render->source->spec.pixels,
                                  plan->scaling.orientation, column, column + self->region.width);
  const int end = self->region.y + self->region.height;
  for (int y = self->region.y; y < end && !self->failed; y++)
    {
      copy_row (self, &fetch, row, y);
      if ((y - self->region.y) % CHECK_ROWS == CHECK_ROWS - 1
          && amb_progress_step (&self->progress, CHECK_ROWS, 0))
        break;
    }
  amb_fetch_clear (&fetch);
}

/* The rows of band down to y1, with questions in between. */
static void
run_band (Region *self, AmbBand *band, int y1, guint worker)
{
  while (amb_band_next (band) < y1)
    {
      const int y = amb_band_next (band);
      const int n
          = MIN (MAX (CHECK_ROWS / amb_band_batch (band), 1) * amb_band_batch (band), y1 - y);
      guint8 *dst = self->dst + (gsize) (y - self->region.y) * self->dst_stride;
      if (!amb_band_run (band, n, dst, self->dst_stride))
        g_atomic_int_set (&self->failed, 1);
      if (amb_progress_step (&self->progress, (guint) n, worker)
          || g_atomic_int_get (&self->failed))
        return;
    }
}

static void
run_stripe (guint item, guint worker, gpointer data)
{
  Region *self = data;
  AmbRect stripe = self->region;
  stripe.y += (int) item * self->stripe_rows;
  stripe.height = MIN (self->stripe_rows, self->region.y + self->region.height - stripe.y);
  if (amb_progress_stopped (&self->progress) || g_atomic_int_get (&self->failed))
    return;
  g_autoptr (AmbBand) band = amb_band_new (&self->setup, &stripe);
  if (band != NULL)
    run_band (self, band, stripe.y + stripe.height, worker);
  else
    g_atomic_int_set (&self->failed, 1);
}

static void
run_stripes (Region *self, guint threads)
{
  const AmbRect reach = amb_band_reach (&self->render->stages, self->render->plan.width,
                                        self->render->plan.height, &self->region);
  const int halo = reach.height - self->region.height;
  const int share = self->region.height / (int) (threads * STRIPES_A_THREAD) + 1;
  self->stripe_rows = MAX (MAX (share, MIN_STRIPE), halo);
  const guint n = (guint) (self->region.height + self->stripe_rows - 1) / (guint) self->stripe_rows;
  amb_threads_run (threads, n, run_stripe, self);
}

/* Goes on with the band of the region above, if this one follows it. */
static void
run_sliding (Region *self)
{
  AmbRender *render = self->render;
  const AmbRect *region = &self->region;
  if (render->band == NULL || render->band_region.x != region->x
      || render->band_region.width != region->width || amb_band_next (render->band) != region->y)
    {
      g_clear_pointer (&render->band, amb_band_free);
      render->band_region = *region;
      render->band_region.height = render->plan.height - region->y;
      render->band = amb_band_new (&self->setup, &render->band_region);
    }
  if (render->band == NULL)
    self->failed = TRUE;
  else
    run_band (self, render->band, region->y + region->height, 0);
  if (render->band != NULL && (self->failed || amb_band_next (render->band) >= render->plan.height))
    g_clear_pointer (&render->band, amb_band_free);
}

/* The scaled photo as a whole, when it is to be turned and is not too large; otherwise each block
 * scales what it reads. */
static gboolean
prepare_unturned (Region *self, guint threads, GError **error)
{
  AmbRender *render = self->render;
  int column, row;
  const AmbPlan unturned = amb_plan_unturned (&render->plan);
  const AmbRect all = { 0, 0, unturned.width, unturned.height };
  if (!render->plan.turned || render->unturned != NULL
      || amb_plan_is_exact (&unturned, &column, &row)
      || amb_proxy_bytes (4, &all) > UNTURNED_BUDGET)
    return TRUE;
  const AmbRowsOrigin origin = { .source = render->source, .plan = &unturned };
  render->unturned = amb_rows_get_proxy (&origin, &all, threads, &self->progress, error);
  return render->unturned != NULL;
}

/* The region and what operations read around it, a little more generously. */
static AmbRect
cached_rect (const Region *self)
{
  const AmbPlan *plan = &self->render->plan;
  const AmbRect whole = { 0, 0, plan->width, plan->height };
  int halo = 0;
  for (guint i = 0; i < self->render->stages.n; i++)
    halo += self->render->stages.stages[i].halo;
  const int margin = MAX ((halo + MARGIN_STEP - 1) / MARGIN_STEP, 1) * MARGIN_STEP;
  const AmbRect larger = { self->region.x - margin, self->region.y - margin,
                           self->region.width + 2 * margin, self->region.height + 2 * margin };
  return amb_rect_intersect (&larger, &whole);
}

static gboolean
wants_proxy (const Region *self, const AmbRect *rect)
{
  return (self->render->spec.options & AMB_RENDER_OPTION_CACHE)
         && amb_proxy_bytes (amb_rows_planes (self->render->source, &self->render->plan), rect)
                <= AMB_PROXY_BUDGET;
}

/* proxy (out): nullable, owned by the caller. */
static gboolean
prepare_rows (Region *self, guint threads, AmbProxy **proxy, GError **error)
{
  AmbRender *render = self->render;
  AmbRowsOrigin *origin = &self->setup.origin;
  const AmbRect rect = cached_rect (self);
  const gboolean cached = wants_proxy (self, &rect);
  *origin = (AmbRowsOrigin){ .source = render->source, .plan = &render->plan };
  if (cached)
    *proxy = amb_proxy_cache_find (&render->source->cache, &render->plan, &rect);
  if (*proxy == NULL && !prepare_unturned (self, threads, error))
    return FALSE;
  origin->unturned = render->unturned;
  if (cached && *proxy == NULL)
    {
      *proxy = amb_rows_get_proxy (origin, &rect, threads, &self->progress, error);
      if (*proxy == NULL)
        return FALSE;
    }
  origin->proxy = *proxy;
  return TRUE;
}

static gboolean
run_region (Region *self, guint threads, GError **error)
{
  g_autoptr (AmbProxy) proxy = NULL;
  if (self->render->identity)
    {
      copy_region (self);
      return TRUE;
    }
  if (!amb_analysis_run (&self->render->stages, self->render->source, &self->render->small, threads,
                         &self->progress, error)
      || !prepare_rows (self, threads, &proxy, error))
    return FALSE;
  self->setup.stages = &self->render->stages;
  self->setup.out = &self->render->out;
  self->setup.overlay = self->render->spec.overlay;
  self->setup.plane_width = self->render->plan.width;
  self->setup.plane_height = self->render->plan.height;
  if (threads == 1 && proxy == NULL)
    run_sliding (self);
  else
    run_stripes (self, threads);
  return TRUE;
}

gboolean
amb_render_region (AmbRender *self,
                   const AmbRect *region,
                   void *dst,
                   gsize dst_stride,
                   guint threads,
                   AmbRenderCheck check,
                   gpointer user_data,
                   GError **error)
{
  const AmbRect plane = { 0, 0, self->plan.width, self->plan.height };
  const AmbRect inside = amb_rect_intersect (region, &plane);
  g_return_val_if_fail (!amb_rect_is_empty (region) && inside.width == region->width
                            && inside.height == region->height,
                        FALSE);
  Region work = { .render = self, .region = *region, .dst = dst, .dst_stride = dst_stride };
  work.progress
      = (AmbProgress){ .check = check, .data = user_data, .total = (guint) region->height };

  if (!run_region (&work, MAX (threads, 1), error))
    return FALSE;
  if (work.failed)
    g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "rendering %d x %d", region->width,
                 region->height);
  else if (amb_progress_stopped (&work.progress))
    g_set_error (error, AMB_ERROR, AMB_ERROR_CANCELLED, "rendering");
  else
    return TRUE;
  g_clear_pointer (&self->band, amb_band_free);
  return FALSE;
}

/* Where perspective or lens enlarge most. */
static AmbPoint
finest_pixels (const AmbGeometry *geometry)
{
  AmbGeometryMap map;
  if (amb_geometry_is_plain (geometry))
    return (AmbPoint){ 1, 1 };
  amb_geometry_get_map (geometry, 1, 1, &map);
  return amb_geometry_map_finest (&map, geometry->crop.width, geometry->crop.height);
}

guint
amb_render_reduction (const AmbGeometry *geometry,
                      guint plane_width,
                      guint plane_height,
                      gboolean draft)
{
  const guint64 times = draft ? 1 : 2;
  const AmbPoint finest = finest_pixels (geometry);
  for (guint reduction = 8; reduction > 1; reduction /= 2)
    if (geometry->crop.width * finest.x >= (double) (times * plane_width * reduction)
        && geometry->crop.height * finest.y >= (double) (times * plane_height * reduction))
      return reduction;
  return 1;
}

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: the photo is decoded once, and rendered once for each size that is tried; every quality
 * is encoded from those pixels into a memfd, and the best file so far is kept. First the quality is
 * searched at full size, down to 1 or, where a smaller picture is allowed, to a quality that still
 * looks decent; then the long edge at that quality, to a few parts in a thousand; then the quality
 * again at that size. Metadata is in every file that is tried, so it counts. A format without loss
 * has but one quality. */
#include "amb-export-fit.h"

#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "amb-error.h"
#include "amb-size-search.h"

enum
{
  DECENT_QUALITY = 60, /* below it, blocks show: a smaller picture looks better */
  MIN_EDGE = 16,       /* pixels */
  EDGE_PARTS = 200,    /* a long edge is searched to one part in so many */
};

typedef struct
{
  const AmbExportScene *scene;
  guint width, height; /* asked for */
  guint64 limit;
  guint64 pixel_limit; /* without metadata */
  gboolean is_lossless;
  guint tries;
  guint64 smallest;
  guint smallest_width, smallest_height;
  int smallest_quality;
  AmbExportFitted *best;
  int best_quality;
} Fit;

/* One size, rendered. */
typedef struct
{
  AmbExportPicture picture;
  guint8 *pixels;
} Rendered;

static void
rendered_clear (Rendered *self)
{
  amb_export_picture_clear (&self->picture);
  g_clear_pointer (&self->pixels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rendered, rendered_clear)

/* Nobody knows how many tries there will be: each takes a part of what is left. */
static void
advance (const Fit *self)
{
  AmbReporter *reporter = self->scene->reporter;

  reporter->from = reporter->to;
  reporter->to += (1000 - reporter->to) / 4;
}

static gboolean
render (const Fit *self, guint edge, Rendered *rendered, GError **error)
{
  const guint whole = MAX (self->width, self->height);
  const guint width = (guint) MAX (1, ((guint64) self->width * edge + whole / 2) / whole);
  const guint height = (guint) MAX (1, ((guint64) self->height * edge + whole / 2) / whole);

  advance (self);
  if (!amb_export_picture_init (&rendered->picture, self->scene, width, height, error))
    return FALSE;
  rendered->pixels = amb_export_picture_render (&rendered->picture, error);
  return rendered->pixels != NULL;
}

static GBytes *
read_scratch (int fd, guint64 length)
{
  g_autofree guint8 *bytes = g_try_malloc (length);
  gsize done = 0;
  ssize_t n = 1;

  while (bytes != NULL && done < length && n > 0)
    {
      n = pread (fd, bytes + done, length - done, (off_t) done);
      done += n > 0 ? (gsize) n : 0;
    }
  return bytes != NULL && done == length ? g_bytes_new_take (g_steal_pointer (&bytes), done) : NULL;
}

static gboolean
keep (Fit *self, const AmbEncodeSpec *spec, guint64 bytes, GError **error)
{
  GBytes *file = read_scratch (self->scene->scratch_fd, bytes);

  if (file == NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "the file");
      return FALSE;
    }
  g_clear_pointer (&self->best->file, g_bytes_unref);
  *self->best = (AmbExportFitted){ file, spec->width, spec->height };
  self->best_quality = spec->quality;
  return TRUE;
}

static void
remember_smallest (Fit *self, const AmbEncodeSpec *spec, guint64 bytes)
{
  if (bytes >= self->smallest)
    return;
  self->smallest = bytes;
  self->smallest_quality = spec->quality;
  self->smallest_width = spec->width;
  self->smallest_height = spec->height;
}

/* bytes (out): of the file. */
static gboolean
try (Fit *self, Rendered *rendered, int quality, guint64 *bytes, GError **error)
{
  const int fd = self->scene->scratch_fd;
  off_t end;

  advance (self);
  rendered->picture.spec.quality = quality;
  if (lseek (fd, 0, SEEK_SET) != 0
      || !amb_export_picture_write (&rendered->picture, rendered->pixels, fd, error))
    return FALSE;
  end = lseek (fd, 0, SEEK_CUR);
  *bytes = (guint64) MAX (end, 0);
  self->tries++;
  remember_smallest (self, &rendered->picture.spec, *bytes);
  return *bytes > self->limit || keep (self, &rendered->picture.spec, *bytes, error);
}

static guint64
block_bytes (GBytes *block)
{
  return block != NULL ? g_bytes_get_size (block) : 0;
}

/* What is left of bytes for pixels: only these follow quality and size. */
static guint64
for_pixels (const AmbEncodeSpec *spec, guint64 bytes)
{
  const guint64 blocks = block_bytes (spec->icc) + block_bytes (spec->exif)
                         + block_bytes (spec->xmp) + block_bytes (spec->xmp_extended)
                         + block_bytes (spec->iptc);
  return bytes > blocks ? bytes - blocks : 1;
}

static gboolean
search_quality (Fit *self, Rendered *rendered, AmbSizeSearch *search, GError **error)
{
  const AmbEncodeSpec *spec = &rendered->picture.spec;
  const int guess
      = amb_size_search_guess_quality (search->limit, (guint64) spec->width * spec->height);
  guint64 bytes;
  int quality;

  while ((quality = amb_size_search_next (search, guess)) != 0)
    {
      if (!try (self, rendered, quality, &bytes, error))
        return FALSE;
      amb_size_search_tell (search, quality, for_pixels (spec, bytes));
    }
  return TRUE;
}

/* From the size of the whole picture, whose file is too large. */
static gboolean
search_edge (Fit *self, int quality, AmbSizeSearch *search, GError **error)
{
  const int whole = (int) MAX (self->width, self->height);
  guint64 bytes = 0;
  int edge;

  amb_size_search_init (search, AMB_SEARCH_EDGE, self->pixel_limit, MIN (MIN_EDGE, whole),
                        whole - 1);
  search->high_bytes = self->smallest;
  search->tolerance = MAX (whole / EDGE_PARTS, 1);
  while ((edge = amb_size_search_next (search, whole)) != 0)
    {
      g_auto (Rendered) rendered = { 0 };

      if (!render (self, (guint) edge, &rendered, error)
          || !try (self, &rendered, quality, &bytes, error))
        return FALSE;
      amb_size_search_tell (search, edge, for_pixels (&rendered.picture.spec, bytes));
    }
  return TRUE;
}

/* At the size that was found, better than the decent quality. */
static gboolean
improve (Fit *self, int edge, int top, GError **error)
{
  g_auto (Rendered) rendered = { 0 };
  AmbSizeSearch search;

  if (self->is_lossless || top <= self->best_quality)
    return TRUE;
  if (!render (self, (guint) edge, &rendered, error))
    return FALSE;
  amb_size_search_init (&search, AMB_SEARCH_QUALITY, self->pixel_limit, self->best_quality, top);
  amb_size_search_tell (&search, self->best_quality,
                        for_pixels (&rendered.picture.spec, g_bytes_get_size (self->best->file)));
  return search_quality (self, &rendered, &search, error);
}

static gboolean
shrink (Fit *self, int quality, int top, GError **error)
{
  AmbSizeSearch search;
  int edge;

  if (!search_edge (self, quality, &search, error))
    return FALSE;
  edge = amb_size_search_answer (&search);
  return edge == 0 || improve (self, edge, top, error);
}

static gboolean
fit (Fit *self, GError **error)
{
  const AmbExportOrder *order = self->scene->order;
  const int top = order->quality;
  const int lowest = order->max_bytes_resize ? MIN (DECENT_QUALITY, top) : 1;
  const int bottom = self->is_lossless ? top : lowest;
  AmbSizeSearch search;

  {
    g_auto (Rendered) rendered = { 0 };

    if (!render (self, MAX (self->width, self->height), &rendered, error))
      return FALSE;
    self->pixel_limit = for_pixels (&rendered.picture.spec, self->limit);
    amb_size_search_init (&search, AMB_SEARCH_QUALITY, self->pixel_limit, bottom, top);
    if (!search_quality (self, &rendered, &search, error))
      return FALSE;
  }
  return self->best->file != NULL || !order->max_bytes_resize || shrink (self, bottom, top, error);
}

static void
tell (const Fit *self)
{
  const AmbExportFitted *best = self->best;
  AmbExportOrder *order = self->scene->order;
  const gsize bytes = g_bytes_get_size (best->file);
  const gboolean is_smaller = best->width != self->width || best->height != self->height;

  if (!self->is_lossless)
    amb_export_order_note (order,
                           "quality %d: %" G_GSIZE_FORMAT " of at most %" G_GUINT64_FORMAT
                           " bytes, found in %u encoding%s",
                           self->best_quality, bytes, self->limit, self->tries,
                           self->tries == 1 ? "" : "s");
  if (is_smaller)
    amb_export_order_note (order,
                           "made smaller for %" G_GUINT64_FORMAT
                           " bytes at most: %u × %u pixels instead of %u × %u",
                           self->limit, best->width, best->height, self->width, self->height);
}

static void
set_over_limit (const Fit *self, GError **error)
{
  const guint limit = (guint) MIN (self->limit, G_MAXUINT);
  const guint smallest = (guint) MIN (self->smallest, G_MAXUINT);

  if (self->is_lossless)
    g_set_error (error, AMB_ERROR, AMB_ERROR_OVER_LIMIT,
                 N_("at most %u bytes were asked for, the smallest file reached has %u (%u × %u "
                     "pixels)"),
                 limit, smallest, self->smallest_width, self->smallest_height);
  else
    g_set_error (error, AMB_ERROR, AMB_ERROR_OVER_LIMIT,
                 N_("at most %u bytes were asked for, the smallest file reached has %u (%u × %u "
                     "pixels at quality %u)"),
                 limit, smallest, self->smallest_width, self->smallest_height,
                 (guint) self->smallest_quality);
}

gboolean
amb_export_fit (
    const AmbExportScene *scene, guint width, guint height, AmbExportFitted *fitted, GError **error)
{
  Fit self = {
    .scene = scene,
    .width = width,
    .height = height,
    .limit = scene->order->max_bytes,
    .is_lossless = amb_export_order_is_lossless (scene->order, scene->photo->info),
    .smallest = G_MAXUINT64,
    .best = fitted,
  };

  *fitted = (AmbExportFitted){ 0 };
  if (!fit (&self, error))
    {
      g_clear_pointer (&fitted->file, g_bytes_unref);
      return FALSE;
    }
  if (fitted->file != NULL)
    tell (&self);
  else
    set_over_limit (&self, error);
  return fitted->file != NULL;
}

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a recipe over decoded pixels: geometry and scaling, one pass of point operations a row, area
 * operations with halos, colour out. Worker only. See DESIGN in amb-render.c. */
#pragma once

#include "amb-output-form.h"
#include "amb-pixels.h"
#include "amb-rect.h"
#include "amb-luts.h"
#include "amb-recipe.h"
#include "amb-geometry.h"

G_BEGIN_DECLS

/* A decoded photo with its colour, shared by many renders. May be a reduced decode (reduction 2, 4,
 * 8): full_width and full_height are then the file's. Immutable after creation: any thread. */
typedef struct _AmbRenderSource AmbRenderSource;

typedef struct
{
  const AmbPixels *pixels;       /* borrowed: outlives the source */
  guint full_width, full_height; /* stored size in the file; pixels may be smaller */
  int orientation;               /* Exif 1..8 */
  const guint8 *icc;             /* nullable: the source's profile, copied */
  gsize icc_bytes;
  double gamma; /* 0, or PNG gAMA when it is to be honoured (with chromaticities or 0s) */
  double chromaticities[8]; /* PNG cHRM: white, red, green, blue (x, y); all 0 when absent */
  gboolean is_bt709;        /* PNG cICP: the curve is that of ITU-R BT.709; gamma is 0 */
  gboolean is_adobe_rgb;    /* Exif says so; counts where nothing else does */
} AmbRenderSourceSpec;

/* notes: nullable; a broken profile adds one and sRGB is used. NULL only with AMB_ERROR_MEMORY. */
AmbRenderSource *
amb_render_source_new (const AmbRenderSourceSpec *spec, GPtrArray *notes, GError **error);
/* The same photo from means of blocks of factor (2, 4 or 8) by factor samples, as a decode at that
 * reduction would give it. source must outlive it. NULL where a photo has no such means (16 bits,
 * alpha) or memory ran out. */
AmbRenderSource *amb_render_source_new_reduced (const AmbRenderSource *source, guint factor);
void amb_render_source_free (AmbRenderSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbRenderSource, amb_render_source_free)

typedef enum
{
  AMB_RENDER_RGBA8_PREMULTIPLIED, /* for the screen: sRGB, premultiplied */
  AMB_RENDER_RGB8,                /* for encoders: alpha composited on white */
  AMB_RENDER_RGBA8,               /* straight alpha */
  AMB_RENDER_RGB16,               /* native-endian guint16 */
  AMB_RENDER_RGBA16,
  AMB_RENDER_GRAY8, /* only when the source is grey and nothing adds colour */
  AMB_RENDER_GRAYA8,
  AMB_RENDER_GRAY16,
  AMB_RENDER_GRAYA16,
} AmbRenderFormat;

typedef enum
{
  AMB_RENDER_OPTION_NONE = 0,
  AMB_RENDER_OPTION_FAST = 1 << 0,    /* a draft: cheaper resampling */
  AMB_RENDER_OPTION_DITHER = 1 << 1,  /* position-seeded, see design section 5 */
  AMB_RENDER_OPTION_NEAREST = 1 << 2, /* enlarging over 200 % */
  AMB_RENDER_OPTION_CACHE = 1 << 3,   /* keep the scaled, linear photo for the next recipe at this
                                         geometry and scale (view worker) */
} AmbRenderOptions;

typedef struct _AmbRender AmbRender;
typedef struct _AmbOverlay AmbOverlay; /* amb-overlay.h */

typedef struct
{
  guint plane_width,
      plane_height; /* size of the whole output; must come from geometry->crop at some scale */
  AmbRenderFormat format;
  AmbRenderOptions options;
  AmbSpace space; /* RGBA8_PREMULTIPLIED: sRGB */
  AmbLuts *luts;  /* where the recipe's LUTs are found; nullable: an edit without its LUT does
                     nothing */
  AmbOutputSharpen sharpen;  /* where the plane is smaller than the crop */
  const AmbOverlay *overlay; /* laid over the plane; nullable, outlives the render */
} AmbRenderSpec;

/* geometry and recipe are read here and not kept; source must outlive the render. One thread at a
 * time may use a render; several renders may share a source. Errors: AMB_ERROR_MEMORY. */
AmbRender *amb_render_new (AmbRenderSource *source,
                           const AmbGeometry *geometry,
                           AmbRecipe *recipe,
                           const AmbRenderSpec *spec,
                           GError **error);
void amb_render_free (AmbRender *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbRender, amb_render_free)

/* TRUE when the output is exactly the source's samples (no edit, no resize, same space and depth):
 * rows are then copied. */
gboolean amb_render_is_identity (AmbRender *self);

/* The named space of the output; SOURCE for one that has no name. sRGB where the source's own was
 * asked for and cannot be written to (an input-only profile, inks, colour in a grey photo). */
AmbSpace amb_render_get_space (AmbRender *self);
gboolean amb_render_keeps_space (AmbRender *self); /* FALSE: SOURCE was asked for and is not kept */
/* The profile that describes the output. icc: the source's, nullable; returned where it is kept.
 * Transfer full, NULL for grey on sRGB's axis. */
GBytes *amb_render_to_icc (AmbRender *self, GBytes *icc);

/* Asked between bands; TRUE stops the render. permille of the region so far. Called from the
 * rendering thread only. */
typedef gboolean (*AmbRenderCheck) (guint permille, gpointer user_data);

/* Fills region (inside the plane) into dst. threads: 1.. ; any count and any tiling give identical
 * bytes. FALSE when check stopped it (AMB_ERROR_CANCELLED) or memory ran out (AMB_ERROR_MEMORY).
 * Rendering successive bands of the full width top to bottom is the fast path of an export: halos
 * and scaler rows are kept from one call to the next. */
gboolean amb_render_region (AmbRender *self,
                            const AmbRect *region,
                            void *dst,
                            gsize dst_stride,
                            guint threads,
                            AmbRenderCheck check,
                            gpointer user_data,
                            GError **error);

/* sRGB for files: static bytes, the same on every build. */
const guint8 *amb_srgb_profile (gsize *bytes);

/* The reduction (1, 2, 4, 8) a decoder may use so that the source has never less than twice the
 * plane's pixels on each axis (draft: once). */
guint amb_render_reduction (const AmbGeometry *geometry,
                            guint plane_width,
                            guint plane_height,
                            gboolean draft);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The output size asked for: the command line's --resize and the setting "resize". */
#pragma once

#include <gio/gio.h>
#include "amb-rect.h"

G_BEGIN_DECLS

/* The text of each; what stands in brackets says the same. A "!" at the end lets small photos be
 * enlarged. */
typedef enum
{
  AMB_RESIZE_NONE,       /* "" : full size */
  AMB_RESIZE_LONG,       /* "long:N" ("N")       long edge of N pixels */
  AMB_RESIZE_FIT,        /* "fit:WxH" ("WxH")    inside W x H pixels */
  AMB_RESIZE_PERCENT,    /* "percent:P" ("P%")   P percent of each edge, 0 < P <= 100; with "!" up
                            to 1000 */
  AMB_RESIZE_SHORT,      /* "short:N"            short edge of N pixels */
  AMB_RESIZE_FILL,       /* "fill:WxH"           W x H pixels, what does not fit is cut off evenly
                            at both sides */
  AMB_RESIZE_MEGAPIXELS, /* "mp:P" ("Pmp")       at most P million pixels, 0 < P <= 4000 */
} AmbResizeMode;

typedef struct
{
  AmbResizeMode mode;
  guint width, height; /* LONG, SHORT: width only */
  double percent;
  double megapixels;
  gboolean enlarge; /* photos that are smaller are enlarged; else they keep their size */
} AmbResize;

/* text: NULL or "" is NONE. FALSE with AMB_ERROR_SETTINGS and a sentence otherwise. Locale-free. */
gboolean amb_resize_parse (const char *text, AmbResize *resize, GError **error);
/* The text that amb_resize_parse reads; transfer full. */
char *amb_resize_to_string (const AmbResize *resize);
/* The ratio is kept but for FILL, whose part of the photo is amb_resize_part (); each edge is
 * rounded to nearest (MEGAPIXELS: down) and at least 1. A photo smaller than FILL's box and not to
 * be enlarged is cut to the box's ratio. */
void amb_resize_apply (
    const AmbResize *resize, guint width, guint height, guint *out_width, guint *out_height);
/* What of a photo is in the output: all of it, but for FILL the middle of the box's ratio. */
void amb_resize_part (const AmbResize *resize, guint width, guint height, AmbRect *part);

G_END_DECLS

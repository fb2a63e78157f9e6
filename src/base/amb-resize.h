/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The output size asked for: the command line's --resize and the setting "resize". */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  AMB_RESIZE_NONE,    /* "" : full size */
  AMB_RESIZE_LONG,    /* "long:N"    long edge of N pixels */
  AMB_RESIZE_FIT,     /* "fit:WxH"   inside W x H pixels */
  AMB_RESIZE_PERCENT, /* "percent:P" P percent of each edge, 0 < P <= 100 */
} AmbResizeMode;

typedef struct
{
  AmbResizeMode mode;
  guint width, height; /* LONG: width only */
  double percent;
} AmbResize;

/* text: NULL or "" is NONE. FALSE with AMB_ERROR_SETTINGS and a sentence otherwise. Locale-free. */
gboolean amb_resize_parse (const char *text, AmbResize *resize, GError **error);
/* The text that amb_resize_parse reads; transfer full. */
char *amb_resize_to_string (const AmbResize *resize);
/* Never enlarges; the ratio is kept; each edge is rounded to nearest and at least 1. */
void amb_resize_apply (
    const AmbResize *resize, guint width, guint height, guint *out_width, guint *out_height);

G_END_DECLS

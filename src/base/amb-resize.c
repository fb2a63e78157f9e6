/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads, writes and applies an output size such as long:2048. */
#include "amb-resize.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-number.h"

#define ENLARGE "!"
#define MEGAPIXEL 1e6

enum
{
  MAX_EDGE = 1000000, /* pixels; larger than any format's limit */
  MAX_PERCENT = 1000,
  MAX_MEGAPIXELS = 4000,
};

/* Digits only, 1..MAX_EDGE, up to the terminator; the rest of the text or NULL. */
static const char *
read_edge (const char *text, guint *edge)
{
  char *end;
  if (!g_ascii_isdigit (*text))
    return NULL;
  guint64 value = g_ascii_strtoull (text, &end, 10);
  if (value < 1 || value > MAX_EDGE)
    return NULL;
  *edge = (guint) value;
  return end;
}

static gboolean
read_one_edge (const char *text, AmbResize *resize)
{
  const char *end = read_edge (text, &resize->width);
  return end != NULL && *end == '\0';
}

static gboolean
read_box (const char *text, AmbResize *resize)
{
  const char *end = read_edge (text, &resize->width);
  if (end == NULL || *end != 'x')
    return FALSE;
  end = read_edge (end + 1, &resize->height);
  return end != NULL && *end == '\0';
}

static gboolean
read_number (const char *text, double maximum, double *number)
{
  char *end;
  if (*text == '\0' || strspn (text, "0123456789.") != strlen (text))
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return *end == '\0' && *number > 0 && *number <= maximum;
}

static gboolean
read_percent (const char *text, AmbResize *resize)
{
  return read_number (text, MAX_PERCENT, &resize->percent);
}

static gboolean
read_megapixels (const char *text, AmbResize *resize)
{
  return read_number (text, MAX_MEGAPIXELS, &resize->megapixels);
}

/* A text is of a mode when what stands between prefix and suffix can be read. The first row of a
 * mode is the one that is written. */
static const struct
{
  AmbResizeMode mode;
  const char *prefix, *suffix;
  gboolean (*read) (const char *text, AmbResize *resize);
} forms[] = {
  { AMB_RESIZE_LONG, "long:", "", read_one_edge },
  { AMB_RESIZE_SHORT, "short:", "", read_one_edge },
  { AMB_RESIZE_FIT, "fit:", "", read_box },
  { AMB_RESIZE_FILL, "fill:", "", read_box },
  { AMB_RESIZE_PERCENT, "percent:", "", read_percent },
  { AMB_RESIZE_MEGAPIXELS, "mp:", "", read_megapixels },
  { AMB_RESIZE_LONG, "", "", read_one_edge },
  { AMB_RESIZE_FIT, "", "", read_box },
  { AMB_RESIZE_PERCENT, "", "%", read_percent },
  { AMB_RESIZE_MEGAPIXELS, "", "mp", read_megapixels },
};

/* text is without the sign that lets photos be enlarged. */
static gboolean
read_form (const char *text, gboolean enlarge, AmbResize *resize)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      const gsize before = strlen (forms[i].prefix), after = strlen (forms[i].suffix);
      AmbResize read = { .mode = forms[i].mode, .enlarge = enlarge };
      if (strlen (text) < before + after || !g_str_has_prefix (text, forms[i].prefix)
          || !g_str_has_suffix (text, forms[i].suffix))
        continue;
      g_autofree char *middle = g_strndup (text + before, strlen (text) - before - after);
      if (!forms[i].read (middle, &read))
        continue;
      *resize = read;
      return TRUE;
    }
  return FALSE;
}

gboolean
amb_resize_parse (const char *text, AmbResize *resize, GError **error)
{
  *resize = (AmbResize){ AMB_RESIZE_NONE };
  if (text == NULL || *text == '\0')
    return TRUE;

  const gboolean enlarge = g_str_has_suffix (text, ENLARGE);
  g_autofree char *form = g_strndup (text, strlen (text) - (enlarge ? strlen (ENLARGE) : 0));
  if (read_form (form, enlarge, resize))
    return TRUE;
  amb_error_set (error, AMB_ERROR_SETTINGS, text,
                 _("a size is written as long:2048, short:1080, fit:1920x1080, fill:1080x1080, "
                    "percent:50 or mp:12, with a “!” behind it if photos may be enlarged"));
  return FALSE;
}

static const char *
prefix_of (AmbResizeMode mode)
{
  gsize i = 0;
  while (forms[i].mode != mode)
    i++;
  return forms[i].prefix;
}

static char *
value_to_string (const AmbResize *resize)
{
  switch (resize->mode)
    {
    case AMB_RESIZE_LONG:
    case AMB_RESIZE_SHORT:
      return g_strdup_printf ("%u", resize->width);
    case AMB_RESIZE_FIT:
    case AMB_RESIZE_FILL:
      return g_strdup_printf ("%ux%u", resize->width, resize->height);
    case AMB_RESIZE_PERCENT:
      return amb_number_to_string (resize->percent);
    case AMB_RESIZE_MEGAPIXELS:
      return amb_number_to_string (resize->megapixels);
    case AMB_RESIZE_NONE:
    default:
      return g_strdup ("");
    }
}

char *
amb_resize_to_string (const AmbResize *resize)
{
  if (resize->mode == AMB_RESIZE_NONE)
    return g_strdup ("");
  g_autofree char *value = value_to_string (resize);
  return g_strconcat (prefix_of (resize->mode), value, resize->enlarge ? ENLARGE : "", NULL);
}

/* edge * numerator / denominator, rounded to nearest, at least 1. */
static guint
scale_edge (guint edge, guint64 numerator, guint64 denominator)
{
  return (guint) MIN (MAX (1, (edge * numerator + denominator / 2) / denominator), G_MAXUINT);
}

/* Both edges so that *edge becomes wanted, unless that enlarges what may not be. */
static void
scale_to (const AmbResize *resize, guint wanted, guint edge, guint *width, guint *height)
{
  if (wanted == edge || (wanted > edge && !resize->enlarge))
    return;
  *width = scale_edge (*width, wanted, edge);
  *height = scale_edge (*height, wanted, edge);
}

static guint
percent_of (guint edge, double percent)
{
  return (guint) MAX (1.0, floor (edge * percent / 100.0 + 0.5));
}

static void
apply_megapixels (const AmbResize *resize, guint *width, guint *height)
{
  const double scale = sqrt (resize->megapixels * MEGAPIXEL / ((double) *width * *height));
  if (scale == 1 || (scale > 1 && !resize->enlarge))
    return;
  *width = (guint) MAX (1.0, floor (*width * scale));
  *height = (guint) MAX (1.0, floor (*height * scale));
}

void
amb_resize_part (const AmbResize *resize, guint width, guint height, AmbRect *part)
{
  *part = (AmbRect){ 0, 0, (int) width, (int) height };
  if (resize->mode != AMB_RESIZE_FILL)
    return;
  if ((guint64) width * resize->height >= (guint64) height * resize->width)
    part->width = (int) MIN (scale_edge (height, resize->width, resize->height), width);
  else
    part->height = (int) MIN (scale_edge (width, resize->height, resize->width), height);
  part->x = ((int) width - part->width) / 2;
  part->y = ((int) height - part->height) / 2;
}

static void
apply_fill (const AmbResize *resize, guint *width, guint *height)
{
  AmbRect part;
  amb_resize_part (resize, *width, *height, &part);
  const gboolean shrinks
      = (guint) part.width >= resize->width && (guint) part.height >= resize->height;
  *width = shrinks || resize->enlarge ? resize->width : (guint) part.width;
  *height = shrinks || resize->enlarge ? resize->height : (guint) part.height;
}

void
amb_resize_apply (
    const AmbResize *resize, guint width, guint height, guint *out_width, guint *out_height)
{
  *out_width = width;
  *out_height = height;
  switch (resize->mode)
    {
    case AMB_RESIZE_LONG:
      scale_to (resize, resize->width, MAX (width, height), out_width, out_height);
      break;
    case AMB_RESIZE_SHORT:
      scale_to (resize, resize->width, MIN (width, height), out_width, out_height);
      break;
    case AMB_RESIZE_FIT:
      if ((guint64) resize->width * height <= (guint64) resize->height * width)
        scale_to (resize, resize->width, width, out_width, out_height);
      else
        scale_to (resize, resize->height, height, out_width, out_height);
      break;
    case AMB_RESIZE_FILL:
      apply_fill (resize, out_width, out_height);
      break;
    case AMB_RESIZE_PERCENT:
      if (resize->percent > 100 && !resize->enlarge)
        break;
      *out_width = percent_of (width, resize->percent);
      *out_height = percent_of (height, resize->percent);
      break;
    case AMB_RESIZE_MEGAPIXELS:
      apply_megapixels (resize, out_width, out_height);
      break;
    case AMB_RESIZE_NONE:
    default:
      break;
    }
}

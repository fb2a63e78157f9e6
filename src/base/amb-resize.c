/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads, writes and applies an output size such as long:2048. */
#include "amb-resize.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-number.h"

enum
{
  MAX_EDGE = 1000000, /* pixels; larger than any format's limit */
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
read_long (const char *text, AmbResize *resize)
{
  const char *end = read_edge (text, &resize->width);
  return end != NULL && *end == '\0';
}

static gboolean
read_fit (const char *text, AmbResize *resize)
{
  const char *end = read_edge (text, &resize->width);
  if (end == NULL || *end != 'x')
    return FALSE;
  end = read_edge (end + 1, &resize->height);
  return end != NULL && *end == '\0';
}

static gboolean
read_percent (const char *text, AmbResize *resize)
{
  if (*text == '\0' || strspn (text, "0123456789.") != strlen (text))
    return FALSE;
  char *end;
  resize->percent = g_ascii_strtod (text, &end);
  return *end == '\0' && resize->percent > 0 && resize->percent <= 100;
}

static const struct
{
  AmbResizeMode mode;
  const char *prefix;
  gboolean (*read) (const char *text, AmbResize *resize);
} modes[] = {
  { AMB_RESIZE_LONG, "long:", read_long },
  { AMB_RESIZE_FIT, "fit:", read_fit },
  { AMB_RESIZE_PERCENT, "percent:", read_percent },
};

gboolean
amb_resize_parse (const char *text, AmbResize *resize, GError **error)
{
  *resize = (AmbResize){ AMB_RESIZE_NONE };
  if (text == NULL || *text == '\0')
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      AmbResize read = { modes[i].mode };
      if (!g_str_has_prefix (text, modes[i].prefix)
          || !modes[i].read (text + strlen (modes[i].prefix), &read))
        continue;
      *resize = read;
      return TRUE;
    }
  amb_error_set (error, AMB_ERROR_SETTINGS, text,
                 _("a size is written as long:2048, fit:1920x1080 or percent:50"));
  return FALSE;
}

static char *
percent_to_string (double percent)
{
  g_autofree char *number = amb_number_to_string (percent);
  return g_strconcat ("percent:", number, NULL);
}

char *
amb_resize_to_string (const AmbResize *resize)
{
  switch (resize->mode)
    {
    case AMB_RESIZE_LONG:
      return g_strdup_printf ("long:%u", resize->width);
    case AMB_RESIZE_FIT:
      return g_strdup_printf ("fit:%ux%u", resize->width, resize->height);
    case AMB_RESIZE_PERCENT:
      return percent_to_string (resize->percent);
    case AMB_RESIZE_NONE:
    default:
      return g_strdup ("");
    }
}

/* edge * numerator / denominator, rounded to nearest, at least 1. */
static guint
scale_edge (guint edge, guint64 numerator, guint64 denominator)
{
  return (guint) MAX (1, (edge * numerator + denominator / 2) / denominator);
}

/* Both edges so that *edge becomes wanted, unless that enlarges. */
static void
scale_to (guint wanted, guint edge, guint *width, guint *height)
{
  if (wanted >= edge)
    return;
  *width = scale_edge (*width, wanted, edge);
  *height = scale_edge (*height, wanted, edge);
}

static guint
percent_of (guint edge, double percent)
{
  return (guint) MAX (1.0, floor (edge * percent / 100.0 + 0.5));
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
      scale_to (resize->width, MAX (width, height), out_width, out_height);
      break;
    case AMB_RESIZE_FIT:
      if ((guint64) resize->width * height <= (guint64) resize->height * width)
        scale_to (resize->width, width, out_width, out_height);
      else
        scale_to (resize->height, height, out_width, out_height);
      break;
    case AMB_RESIZE_PERCENT:
      *out_width = percent_of (width, resize->percent);
      *out_height = percent_of (height, resize->percent);
      break;
    case AMB_RESIZE_NONE:
    default:
      break;
    }
}

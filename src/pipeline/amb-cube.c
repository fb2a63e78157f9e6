/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads .cube files.
 *
 * DESIGN. A file is lines: comments from #, keywords, then as many lines of three numbers as the
 * size asks for. It comes from anywhere, so nothing is believed: sizes are bounded before memory is
 * asked for, a number is finite and has a bounded exponent, every line is looked at once. Keywords
 * after the table, a table of another length, and tables of two kinds in one file are errors: what
 * they would mean is not said anywhere. Unknown keywords before the table are passed over, as the
 * specification asks. Numbers are read here and not by strtod: a cube of 65 has 824,000, and each
 * batch worker reads it again. */
#include "amb-cube.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "amb-error.h"

enum
{
  MAX_DIGITS = 18,    /* of a mantissa: what follows them changes nothing in a float */
  MAX_EXPONENT = 999, /* read; what does not fit a float is refused */
};

typedef struct
{
  const char *at, *end; /* of the text */
  guint line;           /* of what was read last, from 1 */
  AmbLut *lut;
  gsize n, count; /* colours read, and wanted; count 0: no size yet */
  GError **error;
} Reader;

AmbLut *
amb_lut_ref (AmbLut *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
amb_lut_unref (AmbLut *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->colours);
  g_free (self);
}

static gboolean
refuse (Reader *self, AmbError code, const char *why)
{
  g_autofree char *line = g_strdup_printf (N_("line %u"), self->line);
  g_set_error (self->error, AMB_ERROR, code, "%s: %s", line, why);
  return FALSE;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && is_blank (*p))
    p++;
  return p;
}

static gboolean
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

/* Digits from p on, with a point before number *scale of them; *mantissa times 10^*scale. NULL
 * without any. */
static const char *
read_digits (const char *p, const char *end, double *mantissa, int *scale)
{
  guint64 digits = 0;
  guint n = 0, seen = 0;
  gboolean after_point = FALSE;
  *scale = 0;
  for (; p < end && (is_digit (*p) || (*p == '.' && !after_point)); p++)
    {
      if (*p == '.')
        {
          after_point = TRUE;
          continue;
        }
      seen++;
      if (n < MAX_DIGITS)
        digits = digits * 10 + (guint64) (*p - '0');
      *scale += (n < MAX_DIGITS ? 0 : 1) - (after_point ? 1 : 0);
      n += digits > 0 && n < MAX_DIGITS ? 1 : 0;
    }
  *mantissa = (double) digits;
  return seen > 0 ? p : NULL;
}

/* e+05; p itself where there is none, NULL where there should be. */
static const char *
read_exponent (const char *p, const char *end, int *scale)
{
  int exponent = 0, sign = 1;
  if (p >= end || (*p != 'e' && *p != 'E'))
    return p;
  p++;
  if (p < end && (*p == '+' || *p == '-'))
    sign = *p++ == '-' ? -1 : 1;
  if (p >= end || !is_digit (*p))
    return NULL;
  for (; p < end && is_digit (*p); p++)
    exponent = MIN (exponent * 10 + (*p - '0'), MAX_EXPONENT);
  *scale += sign * exponent;
  return p;
}

/* By squaring; exact up to 22. */
static double
power_of_ten (guint n)
{
  double result = 1;
  for (double square = 10; n > 0; n >>= 1, square *= square)
    if (n & 1)
      result *= square;
  return result;
}

/* NULL when there is no finite number. */
static const char *
read_number (const char *p, const char *end, float *value)
{
  double number, sign = 1;
  int scale;
  if (p < end && (*p == '+' || *p == '-'))
    sign = *p++ == '-' ? -1 : 1;
  p = read_digits (p, end, &number, &scale);
  if (p != NULL)
    p = read_exponent (p, end, &scale);
  if (p == NULL || (p < end && !is_blank (*p)))
    return NULL;
  scale = CLAMP (scale, -MAX_EXPONENT, MAX_EXPONENT);
  if (number != 0)
    number = scale < 0 ? number / power_of_ten ((guint) -scale)
                       : number * power_of_ten ((guint) scale);
  *value = (float) (sign * number);
  return isfinite (*value) ? p : NULL;
}

/* n numbers and nothing else. */
static gboolean
read_numbers (const char *p, const char *end, float *values, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      p = read_number (skip_blanks (p, end), end, &values[i]);
      if (p == NULL)
        return FALSE;
    }
  return skip_blanks (p, end) == end;
}

static gboolean
read_size (Reader *self, const char *p, const char *end, gboolean is_cube)
{
  const guint most = is_cube ? AMB_LUT_MAX_CUBE : AMB_LUT_MAX_CURVE;
  float size;
  if (self->count > 0)
    return refuse (self, AMB_ERROR_UNSUPPORTED, N_("a second table in one file"));
  if (!read_numbers (p, end, &size, 1) || size < 0 || size != floorf (size))
    return refuse (self, AMB_ERROR_DAMAGED, N_("the size is no whole number"));
  if (size < AMB_LUT_MIN_SIZE || size > (float) most)
    {
      g_set_error (self->error, AMB_ERROR, AMB_ERROR_UNSUPPORTED,
                   "line %u: the size is not from %d to %u", self->line, AMB_LUT_MIN_SIZE, most);
      return FALSE;
    }
  self->lut->is_cube = is_cube;
  self->lut->size = (guint) size;
  self->count = self->lut->size;
  if (is_cube)
    self->count *= (gsize) self->lut->size * self->lut->size;
  self->lut->colours = g_try_new (float, self->count * 4);
  return self->lut->colours != NULL || refuse (self, AMB_ERROR_MEMORY, "the table");
}

static gboolean
read_cube_size (Reader *self, const char *p, const char *end)
{
  return read_size (self, p, end, TRUE);
}

static gboolean
read_curve_size (Reader *self, const char *p, const char *end)
{
  return read_size (self, p, end, FALSE);
}

static gboolean
read_domain_min (Reader *self, const char *p, const char *end)
{
  return read_numbers (p, end, self->lut->domain_min, 3)
         || refuse (self, AMB_ERROR_DAMAGED, N_("DOMAIN_MIN needs three numbers"));
}

static gboolean
read_domain_max (Reader *self, const char *p, const char *end)
{
  return read_numbers (p, end, self->lut->domain_max, 3)
         || refuse (self, AMB_ERROR_DAMAGED, N_("DOMAIN_MAX needs three numbers"));
}

/* As DaVinci Resolve says it: one range for all channels. */
static gboolean
read_range (Reader *self, const char *p, const char *end)
{
  float range[2];
  if (!read_numbers (p, end, range, 2))
    return refuse (self, AMB_ERROR_DAMAGED, N_("an input range needs two numbers"));
  for (int c = 0; c < 3; c++)
    {
      self->lut->domain_min[c] = range[0];
      self->lut->domain_max[c] = range[1];
    }
  return TRUE;
}

static const struct
{
  const char *word;
  gboolean (*read) (Reader *self, const char *p, const char *end);
} keywords[] = {
  { "LUT_3D_SIZE", read_cube_size },    { "LUT_1D_SIZE", read_curve_size },
  { "DOMAIN_MIN", read_domain_min },    { "DOMAIN_MAX", read_domain_max },
  { "LUT_3D_INPUT_RANGE", read_range }, { "LUT_1D_INPUT_RANGE", read_range },
};

static gboolean
read_keyword (Reader *self, const char *p, const char *end)
{
  gsize length = 0;
  while (p + length < end && !is_blank (p[length]))
    length++;
  if (self->n > 0)
    return refuse (self, AMB_ERROR_DAMAGED, N_("a keyword inside the table"));
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strlen (keywords[i].word) == length && memcmp (keywords[i].word, p, length) == 0)
      return keywords[i].read (self, p + length, end);
  return TRUE;
}

static gboolean
read_colour (Reader *self, const char *p, const char *end)
{
  if (self->count == 0)
    return refuse (self, AMB_ERROR_DAMAGED, N_("numbers before the size"));
  if (self->n == self->count)
    return refuse (self, AMB_ERROR_DAMAGED, N_("more colours than the size says"));
  float *colour = &self->lut->colours[4 * self->n++];
  colour[3] = 0;
  return read_numbers (p, end, colour, 3)
         || refuse (self, AMB_ERROR_DAMAGED, N_("three finite numbers were expected"));
}

/* Ends with \n, \r\n or \r. */
static const char *
find_line_end (const char *p, const char *end)
{
  while (p < end && *p != '\n' && *p != '\r')
    p++;
  return p;
}

static gboolean
read_line (Reader *self)
{
  const char *p = skip_blanks (self->at, self->end);
  const char *end = find_line_end (p, self->end);
  self->at = end;
  if (self->at < self->end && *self->at++ == '\r' && self->at < self->end && *self->at == '\n')
    self->at++;
  self->line++;
  while (end > p && is_blank (end[-1]))
    end--;
  if (p == end || *p == '#')
    return TRUE;
  return g_ascii_isalpha (*p) ? read_keyword (self, p, end) : read_colour (self, p, end);
}

static gboolean
check_whole (Reader *self)
{
  const AmbLut *lut = self->lut;
  if (self->count == 0)
    g_set_error_literal (self->error, AMB_ERROR, AMB_ERROR_DAMAGED,
                         N_("it holds no table (LUT_3D_SIZE or LUT_1D_SIZE is missing)"));
  else if (self->n < self->count)
    g_set_error (self->error, AMB_ERROR, AMB_ERROR_DAMAGED,
                 "it ends after %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " colours", self->n,
                 self->count);
  else if (!(lut->domain_min[0] < lut->domain_max[0] && lut->domain_min[1] < lut->domain_max[1]
             && lut->domain_min[2] < lut->domain_max[2]))
    g_set_error_literal (self->error, AMB_ERROR, AMB_ERROR_DAMAGED,
                         N_("its domain is empty (DOMAIN_MIN is not below DOMAIN_MAX)"));
  else
    return TRUE;
  return FALSE;
}

AmbLut *
amb_cube_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (AmbLut) lut = g_new0 (AmbLut, 1);
  Reader reader = { .at = text, .end = text + length, .lut = lut, .error = error };
  g_atomic_ref_count_init (&lut->references);
  for (int c = 0; c < 3; c++)
    lut->domain_max[c] = 1;
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    reader.at += 3; /* a byte order mark */
  while (reader.at < reader.end)
    if (!read_line (&reader))
      return NULL;
  return check_whole (&reader) ? g_steal_pointer (&lut) : NULL;
}

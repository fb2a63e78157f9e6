/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Named colour spaces as facts, and their profiles written from these (ICC.1:2010, version 4.2):
 * nothing in one depends on the clock, the machine or a library. */
#include "amb-color-space.h"

#include <math.h>
#include <string.h>
#include "amb-maths.h"

enum
{
  HEADER_BYTES = 128,
  TAG_BYTES = 12,
  MAX_TAGS = 10,
};

static const struct
{
  const char *name;
  double xy[8]; /* white, red, green, blue */
  AmbTransfer curve;
} spaces[] = {
  /* IEC 61966-2-1 */
  [AMB_SPACE_SRGB] = { "sRGB",
                       { 0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06 },
                       { .kind = AMB_TRANSFER_SRGB } },
  /* SMPTE EG 432-1 with the white and the curve of sRGB */
  [AMB_SPACE_P3] = { "Display P3",
                     { 0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060 },
                     { .kind = AMB_TRANSFER_SRGB } },
  /* Adobe RGB (1998), version 2005-05: the exponent is 2 51/256 */
  [AMB_SPACE_ADOBE_RGB]
  = { "Compatible with Adobe RGB (1998)",
      { 0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06 },
      { .kind = AMB_TRANSFER_PARAMETRIC, .function = 1, .params = { 563.0 / 256 } } },
  /* ISO 22028-2 (ROMM RGB) as files have it: without the straight piece near black */
  [AMB_SPACE_PROPHOTO] = { "ProPhoto RGB",
                           { 0.3457, 0.3585, 0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001 },
                           { .kind = AMB_TRANSFER_PARAMETRIC, .function = 1, .params = { 1.8 } } },
};

void
amb_color_space_init (AmbColorProfile *self, AmbSpace space)
{
  *self = (AmbColorProfile){ .is_srgb = space == AMB_SPACE_SRGB };
  for (int c = 0; c < 3; c++)
    self->curves[c] = spaces[space].curve;
  amb_color_primaries_to_working (spaces[space].xy, self->to_working);
}

static gboolean
curves_agree (const AmbTransfer *curve, const AmbTransfer *named)
{
  const double quarter = 0.25 / 255;
  for (int i = 0; i <= 255; i++)
    {
      double x = i / 255.0;
      double y = amb_transfer_eval (curve, x);
      if (y < amb_transfer_eval (named, MAX (x - quarter, 0))
          || y > amb_transfer_eval (named, MIN (x + quarter, 1)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_space (const AmbColorProfile *profile, guint n_curves, AmbSpace space)
{
  AmbColorProfile named;
  amb_color_space_init (&named, space);
  for (int i = 0; n_curves == 3 && i < 9; i++)
    if (!(fabs (profile->to_working[i] - named.to_working[i]) < 0.002))
      return FALSE;
  for (guint c = 0; c < n_curves; c++)
    if (!curves_agree (&profile->curves[c], &named.curves[c]))
      return FALSE;
  return TRUE;
}

AmbSpace
amb_color_space_of (const AmbColorProfile *profile, guint n_curves)
{
  if (profile->is_srgb)
    return AMB_SPACE_SRGB;
  for (AmbSpace space = 0; space < AMB_SPACE_SOURCE && profile->transform == NULL; space++)
    if (is_space (profile, n_curves, space))
      return space;
  return AMB_SPACE_SOURCE;
}

/* --- The profile --- */

typedef struct
{
  guint8 directory[MAX_TAGS * TAG_BYTES];
  guint n_tags;
  GByteArray *data; /* of the tags */
} Writer;

static void
append_32 (GByteArray *bytes, guint32 value)
{
  const guint32 big = GUINT32_TO_BE (value);
  g_byte_array_append (bytes, (const guint8 *) &big, 4);
}

static void
append_word (GByteArray *bytes, const char *word)
{
  g_byte_array_append (bytes, (const guint8 *) word, 4);
}

/* s15Fixed16Number. */
static void
append_fixed (GByteArray *bytes, double value)
{
  append_32 (bytes, (guint32) (gint32) floor (value * 65536 + 0.5));
}

/* size: of the tag whose data were appended last, at offset in data. */
static void
add_tag (Writer *self, const char *name, guint offset, guint size)
{
  guint32 fields[2] = { offset, size }; /* offset: moved behind the directory in the end */
  guint8 *entry = self->directory + self->n_tags++ * TAG_BYTES;
  memcpy (entry, name, 4);
  memcpy (entry + 4, fields, sizeof fields);
}

static void
end_tag (Writer *self, const char *name, guint offset)
{
  static const guint8 padding[3] = { 0 };
  add_tag (self, name, offset, self->data->len - offset);
  g_byte_array_append (self->data, padding, (4 - self->data->len % 4) % 4);
}

static void
write_text (Writer *self, const char *name, const char *text)
{
  const guint offset = self->data->len;
  const gsize length = strlen (text);
  append_word (self->data, "mluc");
  append_32 (self->data, 0);
  append_32 (self->data, 1);
  append_32 (self->data, 12);
  append_word (self->data, "enUS");
  append_32 (self->data, (guint32) length * 2);
  append_32 (self->data, 28);
  for (gsize i = 0; i < length; i++)
    {
      const guint8 utf16[2] = { 0, (guint8) text[i] };
      g_byte_array_append (self->data, utf16, 2);
    }
  end_tag (self, name, offset);
}

static void
write_numbers (Writer *self, const char *name, const char *type, const double *numbers, guint n)
{
  const guint offset = self->data->len;
  append_word (self->data, type);
  append_32 (self->data, 0);
  for (guint i = 0; i < n; i++)
    append_fixed (self->data, numbers[i]);
  end_tag (self, name, offset);
}

/* parametricCurveType, 10.18; sRGB's is function 3 with the numbers of IEC 61966-2-1. */
static void
write_curve (Writer *self, const char *name, const AmbTransfer *curve)
{
  static const guint n_params[] = { 0, 1, 3, 4, 5, 7 };
  static const double srgb[7] = { 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045 };
  const int function = curve->kind == AMB_TRANSFER_SRGB ? 4 : curve->function;
  const double *params = curve->kind == AMB_TRANSFER_SRGB ? srgb : curve->params;
  const guint offset = self->data->len;
  append_word (self->data, "para");
  append_32 (self->data, 0);
  append_32 (self->data, (guint32) (function - 1) << 16);
  for (guint i = 0; i < n_params[function]; i++)
    append_fixed (self->data, params[i]);
  end_tag (self, name, offset);
}

static void
write_colorants (Writer *self, const double to_working[9])
{
  static const char *const names[3] = { "rXYZ", "gXYZ", "bXYZ" };
  double working[9], pcs[9];
  amb_color_working_to_pcs (working);
  amb_maths_multiply (working, to_working, pcs);
  for (int c = 0; c < 3; c++)
    {
      const double xyz[3] = { pcs[c], pcs[3 + c], pcs[6 + c] };
      write_numbers (self, names[c], "XYZ ", xyz, 3);
    }
}

static void
write_curves (Writer *self, const AmbTransfer curves[3])
{
  static const char *const names[3] = { "rTRC", "gTRC", "bTRC" };
  for (int c = 0; c < 3; c++)
    write_curve (self, names[c], &curves[c]);
}

/* ICC.1:2010 7.2: a display profile of 1 January 2026, its white that of the connection space. */
static GByteArray *
start_file (guint size, gboolean is_gray)
{
  static const guint8 date[12] = { 0x07, 0xea, 0, 1, 0, 1 };
  static const guint8 zeros[48] = { 0 };
  GByteArray *file = g_byte_array_new ();
  append_32 (file, size);
  append_32 (file, 0);
  append_32 (file, 0x04200000);
  append_word (file, "mntr");
  append_word (file, is_gray ? "GRAY" : "RGB ");
  append_word (file, "XYZ ");
  g_byte_array_append (file, date, sizeof date);
  append_word (file, "acsp");
  g_byte_array_append (file, zeros, 28);
  for (int i = 0; i < 3; i++)
    append_fixed (file, amb_color_pcs_white[i]);
  g_byte_array_append (file, zeros, 48);
  return file;
}

static GBytes *
end_file (Writer *self, gboolean is_gray)
{
  const guint start = HEADER_BYTES + 4 + self->n_tags * TAG_BYTES;
  GByteArray *file = start_file (start + self->data->len, is_gray);
  append_32 (file, self->n_tags);
  for (guint i = 0; i < self->n_tags; i++)
    {
      guint32 fields[2];
      memcpy (fields, self->directory + i * TAG_BYTES + 4, sizeof fields);
      g_byte_array_append (file, self->directory + i * TAG_BYTES, 4);
      append_32 (file, start + fields[0]);
      append_32 (file, fields[1]);
    }
  g_byte_array_append (file, self->data->data, self->data->len);
  g_byte_array_unref (self->data);
  return g_byte_array_free_to_bytes (file);
}

/* white: x, y of what the colours are meant to be seen under. */
static GBytes *
write_profile (const char *name,
               const AmbColorProfile *profile,
               const double white[2],
               gboolean is_gray)
{
  Writer writer = { .data = g_byte_array_new () };
  double adaptation[9];
  write_text (&writer, "desc", name);
  write_text (&writer, "cprt", "No copyright, use freely");
  write_numbers (&writer, "wtpt", "XYZ ", amb_color_pcs_white, 3);
  amb_color_adaptation (white, adaptation);
  write_numbers (&writer, "chad", "sf32", adaptation, 9);
  if (is_gray)
    write_curve (&writer, "kTRC", &profile->curves[0]);
  else
    {
      write_colorants (&writer, profile->to_working);
      write_curves (&writer, profile->curves);
    }
  return end_file (&writer, is_gray);
}

GBytes *
amb_color_space_to_icc (AmbSpace space, const AmbColorProfile *own, gboolean is_gray)
{
  AmbColorProfile named;
  gsize bytes;
  const guint8 *srgb = amb_srgb_profile (&bytes);
  const gboolean is_srgb = space == AMB_SPACE_SRGB || (space == AMB_SPACE_SOURCE && own->is_srgb);
  if (is_gray && (is_srgb || space == AMB_SPACE_P3))
    return NULL;
  if (is_srgb)
    return g_bytes_new_static (srgb, bytes);
  if (space == AMB_SPACE_SOURCE)
    return write_profile (is_gray ? "Grey" : "RGB", own, spaces[AMB_SPACE_SRGB].xy, is_gray);
  amb_color_space_init (&named, space);
  return write_profile (spaces[space].name, &named, spaces[space].xy, is_gray);
}

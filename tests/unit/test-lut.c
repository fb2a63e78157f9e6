/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* .cube files, read and looked up. The reference finds the tetrahedron that holds a point by its
 * four weights, in double precision, and has nothing in common with the kernel but the paper. */
#include "amb-kernel.h"
#include "amb-luts.h"
#include "amb-operations.h"

#include <math.h>
#include <string.h>
#include "amb-error.h"

#define MAX_ERROR (1.0 / 1024)

enum
{
  N_PIXELS = 4096,
};

typedef struct
{
  _Alignas(64) char bytes[AMB_KERNEL_STATE_MOST];
} State;

typedef double Colour[3];

/* A table as text, colours by a function of place. */
static char *
write_cube (guint size, const char *header, void (*colour) (const double at[3], double out[3]))
{
  GString *text = g_string_new (header);
  g_string_append_printf (text, "LUT_3D_SIZE %u\n", size);
  for (guint b = 0; b < size; b++)
    for (guint g = 0; g < size; g++)
      for (guint r = 0; r < size; r++)
        {
          const double at[3] = { r / (size - 1.0), g / (size - 1.0), b / (size - 1.0) };
          double out[3];
          colour (at, out);
          g_string_append_printf (text, "%.9g %.9g %.9g\n", out[0], out[1], out[2]);
        }
  return g_string_free (text, FALSE);
}

static void
identity (const double at[3], double out[3])
{
  memcpy (out, at, 3 * sizeof *out);
}

/* Bent, crossed and beyond 0..1 at places. */
static void
look (const double at[3], double out[3])
{
  out[0] = 0.8 * at[0] * at[0] + 0.3 * at[1] - 0.05;
  out[1] = 0.9 * sqrt (at[1]) * (0.5 + 0.5 * at[2]) + 0.1 * sin (7 * at[0]);
  out[2] = 1.1 * at[2] - 0.4 * at[0] * at[1] + 0.05;
}

static AmbLut *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AmbLut *lut = amb_cube_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  return lut;
}

static const AmbKernel *
find_kernel (void)
{
  for (guint i = 0; i < amb_operations_count (); i++)
    if (strcmp (amb_operations_list ()[i]->id, "lut") == 0)
      return amb_kernels ()[i];
  return NULL;
}

static double
encode (double x)
{
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow (x, 1 / 2.4) - 0.055;
}

static double
decode (double e)
{
  return e <= 0.04045 ? e / 12.92 : pow ((e + 0.055) / 1.055, 2.4);
}

/* ITU-R BT.2020 and BT.709 primaries under D65, from their chromaticities. */
static void
primaries (const double xy[4][2], double m[3][3])
{
  double p[3][3], white[3], scale[3];
  for (int i = 0; i < 4; i++)
    {
      double *column = i < 3 ? NULL : white;
      const double value[3] = { xy[i][0] / xy[i][1], 1, (1 - xy[i][0] - xy[i][1]) / xy[i][1] };
      for (int k = 0; k < 3; k++)
        if (column != NULL)
          column[k] = value[k];
        else
          p[k][i] = value[k];
    }
  double det = 0;
  for (int i = 0; i < 3; i++)
    det += p[0][i]
           * (p[1][(i + 1) % 3] * p[2][(i + 2) % 3] - p[1][(i + 2) % 3] * p[2][(i + 1) % 3]);
  for (int i = 0; i < 3; i++)
    {
      const int j = (i + 1) % 3, k = (i + 2) % 3;
      scale[i] = (white[0] * (p[1][j] * p[2][k] - p[1][k] * p[2][j])
                  + white[1] * (p[2][j] * p[0][k] - p[2][k] * p[0][j])
                  + white[2] * (p[0][j] * p[1][k] - p[0][k] * p[1][j]))
                 / det;
    }
  for (int row = 0; row < 3; row++)
    for (int i = 0; i < 3; i++)
      m[row][i] = p[row][i] * scale[i];
}

static void
solve (double m[3][3], const double v[3], double out[3])
{
  double det = 0;
  for (int i = 0; i < 3; i++)
    det += m[0][i]
           * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]);
  for (int i = 0; i < 3; i++)
    {
      double with[3][3];
      memcpy (with, m, sizeof with);
      for (int row = 0; row < 3; row++)
        with[row][i] = v[row];
      out[i] = 0;
      for (int c = 0; c < 3; c++)
        out[i] += with[0][c]
                  * (with[1][(c + 1) % 3] * with[2][(c + 2) % 3]
                     - with[1][(c + 2) % 3] * with[2][(c + 1) % 3])
                  / det;
    }
}

/* from linear light under one set of primaries to the other. */
static void
convert (const double from_xy[4][2], const double to_xy[4][2], const double in[3], double out[3])
{
  double from[3][3], to[3][3], xyz[3];
  primaries (from_xy, from);
  primaries (to_xy, to);
  for (int i = 0; i < 3; i++)
    xyz[i] = from[i][0] * in[0] + from[i][1] * in[1] + from[i][2] * in[2];
  solve (to, xyz, out);
}

static const double rec2020[4][2]
    = { { 0.708, 0.292 }, { 0.170, 0.797 }, { 0.131, 0.046 }, { 0.3127, 0.3290 } };
static const double rec709[4][2]
    = { { 0.640, 0.330 }, { 0.300, 0.600 }, { 0.150, 0.060 }, { 0.3127, 0.3290 } };

/* Of the six tetrahedra between black and white of a cell, the one where all weights are at least
 * 0. */
static void
tetrahedral (const AmbLut *lut, const double at[3], double out[3])
{
  static const int paths[6][3]
      = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  const gsize size = lut->size;
  gsize cell[3];
  double f[3], best = -1;
  for (int c = 0; c < 3; c++)
    {
      double place = (at[c] - (double) lut->domain_min[c])
                     / ((double) lut->domain_max[c] - (double) lut->domain_min[c]);
      place = fmin (fmax (place, 0), 1) * (double) (size - 1);
      cell[c] = (gsize) fmin (floor (place), (double) (size - 2));
      f[c] = place - (double) cell[c];
    }
  for (int p = 0; p < 6; p++)
    {
      const int *path = paths[p];
      const double weights[4]
          = { 1 - f[path[0]], f[path[0]] - f[path[1]], f[path[1]] - f[path[2]], f[path[2]] };
      double least = fmin (fmin (weights[0], weights[1]), fmin (weights[2], weights[3]));
      if (least < best || least < -1e-12)
        continue;
      best = least;
      gsize corner[3] = { cell[0], cell[1], cell[2] };
      memset (out, 0, 3 * sizeof *out);
      for (int k = 0; k < 4; k++)
        {
          if (k > 0)
            corner[path[k - 1]]++;
          const float *colour
              = &lut->colours[4 * (corner[0] + size * (corner[1] + size * corner[2]))];
          for (int c = 0; c < 3; c++)
            out[c] += weights[k] * (double) colour[c];
        }
    }
}

/* Colours inside sRGB, as linear Rec. 2020. */
static void
fill (float planes[3][N_PIXELS])
{
  g_autoptr (GRand) random = g_rand_new_with_seed (21);
  for (int i = 0; i < N_PIXELS; i++)
    {
      Colour srgb, colour;
      for (int c = 0; c < 3; c++)
        srgb[c] = i < 1025 ? i / 1024.0 : decode (g_rand_double (random));
      convert (rec709, rec2020, srgb, colour);
      for (int c = 0; c < 3; c++)
        planes[c][i] = (float) colour[c];
    }
}

static void
run (const AmbLut *lut, double amount, float planes[3][N_PIXELS])
{
  const AmbKernelContext context = { .long_edge_px = 6000, .lut = lut };
  const double values[] = { 1, amount };
  const AmbKernel *kernel = find_kernel ();
  State state = { 0 };
  kernel->prepare (&context, values, state.bytes);
  kernel->row (state.bytes, planes[0], planes[1], planes[2], N_PIXELS);
}

static void
assert_reference (const AmbLut *lut, double amount, double limit)
{
  float in[3][N_PIXELS], out[3][N_PIXELS];
  double worst = 0;
  fill (in);
  memcpy (out, in, sizeof in);
  run (lut, amount, out);
  for (int i = 0; i < N_PIXELS; i++)
    {
      Colour srgb, looked, expected;
      convert (rec2020, rec709, (Colour){ in[0][i], in[1][i], in[2][i] }, srgb);
      for (int c = 0; c < 3; c++)
        srgb[c] = encode (srgb[c]);
      tetrahedral (lut, srgb, looked);
      for (int c = 0; c < 3; c++)
        {
          double e = srgb[c] + amount / 100 * (looked[c] - srgb[c]);
          srgb[c] = e > 1 ? 1 + (e - 1) * 2.4 / 1.055 : decode (e);
        }
      convert (rec709, rec2020, srgb, expected);
      for (int c = 0; c < 3; c++)
        worst = fmax (worst, fabs ((double) out[c][i] - expected[c]));
    }
  g_test_message ("size %u, amount %g: worst %.2g", lut->size, amount, worst);
  g_assert_cmpfloat (worst, <=, limit);
}

static void
test_tetrahedral (void)
{
  static const guint sizes[] = { 2, 3, 17, 33, 65 };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = write_cube (sizes[i], "", look);
      g_autoptr (AmbLut) lut = parse (text);
      assert_reference (lut, 100, MAX_ERROR);
      assert_reference (lut, 35, MAX_ERROR);
    }
  g_autofree char *text = write_cube (9, "DOMAIN_MIN -0.1 0.05 0\nDOMAIN_MAX 1.2 0.9 1\n", look);
  g_autoptr (AmbLut) lut = parse (text);
  assert_reference (lut, 100, MAX_ERROR);
}

/* The table that changes nothing changes nothing, inside its domain. */
static void
test_identity (void)
{
  static const guint sizes[] = { 2, 17, 33, 64, 65 };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      float in[3][N_PIXELS], out[3][N_PIXELS];
      double worst = 0;
      g_autofree char *text = write_cube (sizes[i], "", identity);
      g_autoptr (AmbLut) lut = parse (text);
      fill (in);
      memcpy (out, in, sizeof in);
      run (lut, 100, out);
      for (int k = 0; k < N_PIXELS; k++)
        for (int c = 0; c < 3; c++)
          worst = fmax (worst, fabs ((double) (out[c][k] - in[c][k])));
      g_test_message ("identity of %u: worst %.2g", sizes[i], worst);
      g_assert_cmpfloat (worst, <=, MAX_ERROR);
    }
}

/* Without its table the operation leaves a photo alone. */
static void
test_missing (void)
{
  float in[3][N_PIXELS], out[3][N_PIXELS];
  fill (in);
  memcpy (out, in, sizeof in);
  run (NULL, 100, out);
  g_assert_cmpmem (in, sizeof in, out, sizeof out);
}

static void
test_parse (void)
{
  g_autoptr (AmbLut) lut
      = parse ("\xef\xbb\xbf# a comment\r\nTITLE \"one # two\"\r\n\r\n"
               "LUT_3D_SIZE\t2\r\nDOMAIN_MIN -1 0 0\r\nDOMAIN_MAX 1 2 1e0\r\n"
               "UNKNOWN_WORD 7\r\n"
               "0 0 0\r\n  1.0 +.5 -2.5e-1 \r\n# in between\r\n0 1 0\r\n"
               "1 1 0\r\n0 0 1\r\n1 0 1\r\n0 1 1\r\n1 1 12345678901234567890e-19");
  g_assert_true (lut->is_cube);
  g_assert_cmpuint (lut->size, ==, 2);
  g_assert_cmpfloat (lut->domain_min[0], ==, -1);
  g_assert_cmpfloat (lut->domain_max[1], ==, 2);
  g_assert_cmpfloat (lut->colours[4], ==, 1);
  g_assert_cmpfloat (lut->colours[5], ==, 0.5f);
  g_assert_cmpfloat (lut->colours[6], ==, -0.25f);
  g_assert_cmpfloat (lut->colours[30], ==, 1.2345678901234567890f);

  g_autoptr (AmbLut) curves
      = parse ("LUT_1D_SIZE 3\rLUT_1D_INPUT_RANGE 0.5 2\r0 0 1\r.5 .25 1\r1 1 0\r");
  g_assert_false (curves->is_cube);
  g_assert_cmpuint (curves->size, ==, 3);
  g_assert_cmpfloat (curves->domain_min[2], ==, 0.5f);
  g_assert_cmpfloat (curves->domain_max[2], ==, 2);
  g_assert_cmpfloat (curves->colours[5], ==, 0.25f);
}

/* As strtof reads it, but for the last bit. */
static void
test_numbers (void)
{
  static const char *const numbers[] = { "0.1",
                                         "1e-10",
                                         "3.402823e38",
                                         "1.17549435e-38",
                                         "0.000000000000000000000000000001",
                                         "123456789.123456789",
                                         "-0.0",
                                         "00001.5",
                                         "4.9e-324",
                                         "0e999",
                                         "1.e3",
                                         "5.e-3",
                                         "0.100000000000000000000000000000000000000000001" };
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = g_strdup_printf ("LUT_1D_SIZE 2\n%s 0 0\n1 1 1\n", numbers[i]);
      g_autoptr (AmbLut) lut = parse (text);
      float expected = strtof (numbers[i], NULL);
      if (expected == 0)
        g_assert_cmpfloat (lut->colours[0], ==, 0);
      else
        g_assert_cmpfloat_with_epsilon (lut->colours[0] / expected, 1, 2e-7);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    AmbError code;
    const char *why;
  } cases[] = {
    { "", AMB_ERROR_DAMAGED, "it holds no table (LUT_3D_SIZE or LUT_1D_SIZE is missing)" },
    { "\x89PNG\r\n\x1a\n\0\0\0", AMB_ERROR_DAMAGED, "line 1: numbers before the size" },
    { "0 0 0\n", AMB_ERROR_DAMAGED, "line 1: numbers before the size" },
    { "# x\nLUT_3D_SIZE 1\n", AMB_ERROR_UNSUPPORTED, "line 2: the size is not from 2 to 65" },
    { "LUT_3D_SIZE 66\n", AMB_ERROR_UNSUPPORTED, "line 1: the size is not from 2 to 65" },
    { "LUT_3D_SIZE 99999999999999999999\n", AMB_ERROR_UNSUPPORTED,
      "line 1: the size is not from 2 to 65" },
    { "LUT_1D_SIZE 65537\n", AMB_ERROR_UNSUPPORTED, "line 1: the size is not from 2 to 65536" },
    { "LUT_3D_SIZE -2\n", AMB_ERROR_DAMAGED, "line 1: the size is no whole number" },
    { "LUT_3D_SIZE 2.5\n", AMB_ERROR_DAMAGED, "line 1: the size is no whole number" },
    { "LUT_3D_SIZE\n", AMB_ERROR_DAMAGED, "line 1: the size is no whole number" },
    { "LUT_3D_SIZE 2 2\n", AMB_ERROR_DAMAGED, "line 1: the size is no whole number" },
    { "LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n", AMB_ERROR_UNSUPPORTED,
      "line 2: a second table in one file" },
    { "LUT_1D_SIZE 2\n0 0 0\nDOMAIN_MIN 0 0 0\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 3: a keyword inside the table" },
    { "LUT_1D_SIZE 2\n0 0\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 2: three finite numbers were expected" },
    { "LUT_1D_SIZE 2\n0 0 0 0\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 2: three finite numbers were expected" },
    { "LUT_1D_SIZE 2\n0 0 1e39\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 2: three finite numbers were expected" },
    { "LUT_1D_SIZE 2\n0 0 0x1\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 2: three finite numbers were expected" },
    { "LUT_1D_SIZE 2\n0 . 0\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 2: three finite numbers were expected" },
    { "LUT_1D_SIZE 2\n0 1e 0\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 2: three finite numbers were expected" },
    { "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 4: more colours than the size says" },
    { "LUT_1D_SIZE 2\n0 0 0\n", AMB_ERROR_DAMAGED, "it ends after 1 of 2 colours" },
    { "LUT_1D_SIZE 2\nDOMAIN_MAX 1 1\n0 0 0\n1 1 1\n", AMB_ERROR_DAMAGED,
      "line 2: DOMAIN_MAX needs three numbers" },
    { "LUT_1D_SIZE 2\nDOMAIN_MIN 1 0 0\n0 0 0\n1 1 1\n", AMB_ERROR_DAMAGED,
      "its domain is empty (DOMAIN_MIN is not below DOMAIN_MAX)" },
    { "LUT_3D_INPUT_RANGE 0\n", AMB_ERROR_DAMAGED, "line 1: an input range needs two numbers" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (amb_cube_parse (cases[i].text, strlen (cases[i].text), &error));
      g_assert_error (error, AMB_ERROR, (int) cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].why);
    }
}

#define DIGEST(c) "sha256:" c c c c c c c c c c c c c c c c " "

static AmbRecipe *
recipe_with (const char *content)
{
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  return amb_recipe_with (empty, "lut.file", g_variant_new_string (content), NULL);
}

/* A worker's list: found by content, what is wrong is remembered, the oldest goes. */
static void
test_luts (void)
{
  static const char good[] = "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n", bad[] = "LUT_3D_SIZE x\n";
  g_autoptr (AmbLuts) luts = amb_luts_new (2);
  g_autoptr (AmbRecipe) first = recipe_with (DIGEST ("aaaa") "good.cube");
  g_autoptr (AmbRecipe) second = recipe_with (DIGEST ("bbbb") "bad.cube");
  g_autoptr (AmbRecipe) nothing = amb_recipe_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *a = g_strnfill (64, 'a'), *b = g_strnfill (64, 'b'), *c = g_strnfill (64, 'c');

  g_assert_null (amb_luts_find (NULL, DIGEST ("aaaa") "x"));
  g_assert_null (amb_luts_find (luts, NULL));
  g_assert_true (amb_luts_check (luts, nothing, NULL));
  g_assert_false (amb_luts_check (luts, first, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_LUT);
  g_assert_cmpstr (error->message, ==, "good.cube: it was not handed over");
  g_clear_error (&error);

  g_assert_true (amb_luts_add (luts, a, good, strlen (good), NULL));
  g_assert_false (amb_luts_add (luts, b, bad, strlen (bad), &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (amb_luts_check (luts, first, NULL));
  g_assert_false (amb_luts_check (luts, second, &error));
  g_assert_cmpstr (error->message, ==, "bad.cube: line 1: the size is no whole number");
  g_assert_null (amb_luts_find (luts, DIGEST ("bbbb") "bad.cube"));

  g_autoptr (AmbLut) kept = amb_luts_find (luts, DIGEST ("aaaa") "renamed.cube");
  g_assert_nonnull (kept);
  g_assert_true (amb_luts_add (luts, c, good, strlen (good), NULL));
  g_assert_null (amb_luts_find (luts, DIGEST ("aaaa") "good.cube"));
  g_autoptr (AmbLut) other = amb_luts_find (luts, DIGEST ("cccc") "good.cube");
  g_assert_cmpuint (kept->key, !=, other->key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/lut/tetrahedral", test_tetrahedral);
  g_test_add_func ("/ops/lut/identity", test_identity);
  g_test_add_func ("/ops/lut/missing", test_missing);
  g_test_add_func ("/pipeline/cube/parse", test_parse);
  g_test_add_func ("/pipeline/cube/numbers", test_numbers);
  g_test_add_func ("/pipeline/cube/refuses", test_refuses);
  g_test_add_func ("/pipeline/luts/list", test_luts);
  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Output spaces: what is written, read again by lcms with the profile that goes with it. */
#include <lcms2.h>
#include <math.h>
#include <string.h>
#include "golden.h"

enum
{
  WIDTH = 96,
  HEIGHT = 64,
};

/* Linear Rec. 2020, as lcms sees it. */
static cmsHPROFILE
working_profile (void)
{
  const cmsCIExyY white = { 0.3127, 0.3290, 1 };
  const cmsCIExyYTRIPLE primaries
      = { { 0.708, 0.292, 1 }, { 0.170, 0.797, 1 }, { 0.131, 0.046, 1 } };
  cmsToneCurve *linear = cmsBuildGamma (NULL, 1);
  cmsToneCurve *curves[3] = { linear, linear, linear };
  cmsHPROFILE profile = cmsCreateRGBProfile (&white, &primaries, curves);
  cmsFreeToneCurve (linear);
  return profile;
}

/* lcms' view of n samples in the space of icc. */
static double *
read_by_lcms (GBytes *icc, const guint16 *samples, guint channels, guint n)
{
  gsize bytes;
  gconstpointer data = g_bytes_get_data (icc, &bytes);
  cmsHPROFILE profile = cmsOpenProfileFromMem (data, (cmsUInt32Number) bytes);
  cmsHPROFILE working = working_profile ();
  g_assert_nonnull (profile);
  cmsHTRANSFORM transform
      = cmsCreateTransform (profile, channels == 1 ? TYPE_GRAY_DBL : TYPE_RGB_DBL, working,
                            TYPE_RGB_DBL, INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE);
  g_autofree double *from = g_new (double, n *channels);
  double *to = g_new (double, n * 3);
  g_assert_nonnull (transform);
  for (guint i = 0; i < n * channels; i++)
    from[i] = samples[i] / 65535.0;
  cmsDoTransform (transform, from, to, n);
  cmsDeleteTransform (transform);
  cmsCloseProfile (working);
  cmsCloseProfile (profile);
  return to;
}

static AmbRender *
new_render (AmbRenderSource *source,
            const AmbPixels *pixels,
            AmbRenderFormat format,
            AmbSpace space)
{
  g_autoptr (AmbRecipe) recipe = amb_recipe_new ();
  AmbGeometry geometry = golden_geometry (pixels, 1);
  AmbRenderSpec spec = { pixels->width, pixels->height, format, AMB_RENDER_OPTION_NONE, space };
  AmbRender *render = amb_render_new (source, &geometry, recipe, &spec, NULL);
  g_assert_nonnull (render);
  return render;
}

static guint16 *
run (AmbRender *render, guint channels)
{
  guint16 *samples = g_new (guint16, WIDTH * HEIGHT * channels);
  const AmbRect all = { 0, 0, WIDTH, HEIGHT };
  g_assert_true (
      amb_render_region (render, &all, samples, WIDTH * channels * 2, 1, NULL, NULL, NULL));
  return samples;
}

/* What an sRGB photo is in linear Rec. 2020. */
static void
expected (const guint8 *pixel, guint channels, double out[3])
{
  static const double matrix[9] = { 0.627403896, 0.329283038, 0.043313066, 0.069097289, 0.919540395,
                                    0.011362316, 0.016391439, 0.088013308, 0.895595253 };
  double linear[3];
  for (guint c = 0; c < 3; c++)
    linear[c] = golden_srgb_to_linear (pixel[channels == 1 ? 0 : c] / 255.0);
  for (int i = 0; i < 3; i++)
    out[i]
        = matrix[3 * i] * linear[0] + matrix[3 * i + 1] * linear[1] + matrix[3 * i + 2] * linear[2];
}

static void
assert_space (AmbSpace space, AmbPixelModel model)
{
  const guint channels = (guint) model;
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, model, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  g_autoptr (AmbRender) render = new_render (
      source, pixels, model == AMB_MODEL_GRAY ? AMB_RENDER_GRAY16 : AMB_RENDER_RGB16, space);
  g_autofree guint16 *samples = run (render, channels);
  g_autoptr (GBytes) icc = amb_render_to_icc (render, NULL);
  double worst = 0;
  if (icc == NULL)
    return; /* grey on sRGB's axis: nothing to read it with */
  g_autofree double *seen = read_by_lcms (icc, samples, channels, WIDTH * HEIGHT);
  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    {
      double wanted[3];
      expected (pixels->data + i / WIDTH * pixels->stride + i % WIDTH * channels, channels, wanted);
      worst = MAX (worst, golden_delta_e_working (wanted, seen + i * 3));
    }
  g_test_message ("%s, %u channels: at most dE2000 %.4f", amb_space_words[space], channels, worst);
  g_assert_cmpfloat (worst, <, 0.5);
  g_assert_cmpint (amb_render_get_space (render), ==, space);
}

static void
test_round_trip (void)
{
  for (AmbSpace space = AMB_SPACE_SRGB; space < AMB_SPACE_SOURCE; space++)
    {
      assert_space (space, AMB_MODEL_RGB);
      assert_space (space, AMB_MODEL_GRAY);
    }
}

/* A photo that comes with icc. */
static AmbRenderSource *
tagged (const AmbPixels *pixels, GBytes *icc)
{
  AmbRenderSourceSpec spec = {
    .pixels = pixels, .full_width = pixels->width, .full_height = pixels->height, .orientation = 1
  };
  spec.icc = g_bytes_get_data (icc, &spec.icc_bytes);
  return amb_render_source_new (&spec, NULL, NULL);
}

static GBytes *
save (cmsHPROFILE profile)
{
  cmsUInt32Number bytes;
  g_assert_true (cmsSaveProfileToMem (profile, NULL, &bytes));
  gpointer data = g_malloc (bytes);
  g_assert_true (cmsSaveProfileToMem (profile, data, &bytes));
  cmsCloseProfile (profile);
  return g_bytes_new_take (data, bytes);
}

/* Adobe's primaries with a curve of the caller's, owned here. */
static GBytes *
profile_with (cmsToneCurve *curve)
{
  const cmsCIExyY white = { 0.3127, 0.3290, 1 };
  const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1 }, { 0.21, 0.71, 1 }, { 0.15, 0.06, 1 } };
  cmsToneCurve *curves[3] = { curve, curve, curve };
  GBytes *icc = save (cmsCreateRGBProfile (&white, &primaries, curves));
  cmsFreeToneCurve (curve);
  return icc;
}

/* Into the source's own space and back into it: 8 bits come out as the same 16-bit values. */
static void
assert_own (GBytes *icc, const char *what)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = tagged (pixels, icc);
  g_autoptr (AmbRender) render = new_render (source, pixels, AMB_RENDER_RGB16, AMB_SPACE_SOURCE);
  g_autoptr (GBytes) written = amb_render_to_icc (render, icc);
  g_assert_true (amb_render_keeps_space (render));
  g_assert_false (amb_render_is_identity (render));
  g_assert_true (g_bytes_equal (written, icc));
  g_autofree guint16 *samples = run (render, 3);
  for (guint i = 0; i < WIDTH * HEIGHT * 3; i++)
    {
      const guint y = i / (WIDTH * 3), x = i % (WIDTH * 3);
      const int wanted = pixels->data[y * pixels->stride + x] * 257;
      if (ABS (samples[i] - wanted) > 40) /* a sixth of an 8-bit step */
        g_error ("%s: sample %u is %u instead of %d", what, i, samples[i], wanted);
    }
}

static void
test_own_space (void)
{
  const guint16 table[5] = { 0, 3000, 14000, 34000, 65535 };
  const double romm[5] = { 1.8, 1, 0, 1.0 / 16, 0.031248 };
  const struct
  {
    const char *what;
    cmsToneCurve *curve;
  } curves[] = {
    { "gamma", cmsBuildGamma (NULL, 2.4) },
    { "table", cmsBuildTabulatedToneCurve16 (NULL, 5, table) },
    { "parametric", cmsBuildParametricToneCurve (NULL, 4, romm) },
    { "linear", cmsBuildGamma (NULL, 1) },
  };
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    {
      g_autoptr (GBytes) icc = profile_with (curves[i].curve);
      assert_own (icc, curves[i].what);
    }
}

/* --- Profiles that are tables --- */

static cmsInt32Number
through (const cmsUInt16Number in[], cmsUInt16Number out[], void *transform)
{
  cmsDoTransform (transform, in, out, 1);
  return TRUE;
}

/* A table of what the transform does; both sides of 16 bits, three channels. */
static void
write_table (cmsHPROFILE profile, cmsTagSignature tag, cmsHPROFILE from, cmsHPROFILE to)
{
  const gboolean reads = tag == cmsSigAToB0Tag;
  cmsHTRANSFORM transform = cmsCreateTransform (from, reads ? TYPE_RGB_16 : TYPE_Lab_16, to,
                                                reads ? TYPE_Lab_16 : TYPE_RGB_16,
                                                INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE);
  cmsPipeline *pipeline = cmsPipelineAlloc (NULL, 3, 3);
  cmsStage *table = cmsStageAllocCLut16bit (NULL, 33, 3, 3, NULL);
  g_assert_true (cmsStageSampleCLut16bit (table, through, transform, 0));
  g_assert_true (cmsPipelineInsertStage (pipeline, cmsAT_BEGIN, table));
  g_assert_true (
      cmsPipelineInsertStage (pipeline, cmsAT_BEGIN, cmsStageAllocToneCurves (NULL, 3, NULL)));
  g_assert_true (
      cmsPipelineInsertStage (pipeline, cmsAT_END, cmsStageAllocToneCurves (NULL, 3, NULL)));
  g_assert_true (cmsWriteTag (profile, tag, pipeline));
  cmsPipelineFree (pipeline);
  cmsDeleteTransform (transform);
}

/* A printer of sRGB without a curve or a matrix; writes: with the way back. */
static GBytes *
table_profile (gboolean writes)
{
  cmsHPROFILE profile = cmsCreateProfilePlaceholder (NULL);
  cmsHPROFILE rgb = cmsCreate_sRGBProfile (), lab = cmsCreateLab4Profile (NULL);
  cmsSetProfileVersion (profile, 4.3);
  cmsSetDeviceClass (profile, writes ? cmsSigOutputClass : cmsSigInputClass);
  cmsSetColorSpace (profile, cmsSigRgbData);
  cmsSetPCS (profile, cmsSigLabData);
  g_assert_true (cmsWriteTag (profile, cmsSigMediaWhitePointTag, cmsD50_XYZ ()));
  write_table (profile, cmsSigAToB0Tag, rgb, lab);
  if (writes)
    write_table (profile, cmsSigBToA0Tag, lab, rgb);
  cmsCloseProfile (rgb);
  cmsCloseProfile (lab);
  return save (profile);
}

/* Through linear Rec. 2020 and back, by lcms alone. */
static double *
there_and_back (GBytes *icc, const AmbPixels *pixels)
{
  const guint n = WIDTH * HEIGHT;
  const cmsUInt32Number flags = cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE;
  cmsHPROFILE profile = cmsOpenProfileFromMem (g_bytes_get_data (icc, NULL),
                                               (cmsUInt32Number) g_bytes_get_size (icc));
  cmsHPROFILE working = working_profile ();
  cmsHTRANSFORM in = cmsCreateTransform (profile, TYPE_RGB_DBL, working, TYPE_RGB_DBL,
                                         INTENT_RELATIVE_COLORIMETRIC, flags);
  cmsHTRANSFORM out = cmsCreateTransform (working, TYPE_RGB_DBL, profile, TYPE_RGB_DBL,
                                          INTENT_RELATIVE_COLORIMETRIC, flags);
  double *samples = g_new (double, n * 3);
  g_autofree double *linear = g_new (double, n * 3);
  for (guint i = 0; i < n * 3; i++)
    samples[i] = pixels->data[i / (WIDTH * 3) * pixels->stride + i % (WIDTH * 3)] / 255.0;
  cmsDoTransform (in, samples, linear, n);
  cmsDoTransform (out, linear, samples, n);
  cmsDeleteTransform (in);
  cmsDeleteTransform (out);
  cmsCloseProfile (working);
  cmsCloseProfile (profile);
  return samples;
}

/* The way out through a table is lcms'; the output carries the source's profile. */
static void
test_table (void)
{
  g_autoptr (GBytes) icc = table_profile (TRUE);
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = tagged (pixels, icc);
  g_autoptr (AmbRender) render = new_render (source, pixels, AMB_RENDER_RGB16, AMB_SPACE_SOURCE);
  g_autoptr (GBytes) written = amb_render_to_icc (render, icc);
  g_autofree double *wanted = there_and_back (icc, pixels);
  g_autofree guint16 *samples = run (render, 3);
  double worst = 0;
  g_assert_true (amb_render_keeps_space (render));
  g_assert_true (g_bytes_equal (written, icc));
  for (guint i = 0; i < WIDTH * HEIGHT * 3; i++)
    worst = fmax (worst, fabs (samples[i] / 65535.0 - CLAMP (wanted[i], 0, 1)));
  g_test_message ("a table's way out: worst %.2g", worst);
  g_assert_cmpfloat (worst, <=, 0.25 / 255);
}

/* A table that only reads cannot be written to. */
static void
test_table_without_way_back (void)
{
  g_autoptr (GBytes) icc = table_profile (FALSE);
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = tagged (pixels, icc);
  g_autoptr (AmbRender) render = new_render (source, pixels, AMB_RENDER_RGB16, AMB_SPACE_SOURCE);
  g_assert_false (amb_render_keeps_space (render));
  g_assert_cmpint (amb_render_get_space (render), ==, AMB_SPACE_SRGB);
}

/* A curve that turns back cannot be written to: sRGB, and it says so. */
static void
test_no_way_back (void)
{
  const guint16 table[4] = { 0, 50000, 20000, 65535 };
  g_autoptr (GBytes) icc = profile_with (cmsBuildTabulatedToneCurve16 (NULL, 4, table));
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = tagged (pixels, icc);
  g_autoptr (AmbRender) render = new_render (source, pixels, AMB_RENDER_RGB16, AMB_SPACE_SOURCE);
  g_autoptr (AmbRender) same = new_render (source, pixels, AMB_RENDER_RGB8, AMB_SPACE_SOURCE);
  g_autoptr (GBytes) written = amb_render_to_icc (render, icc);
  g_assert_false (amb_render_keeps_space (render));
  g_assert_cmpint (amb_render_get_space (render), ==, AMB_SPACE_SRGB);
  g_assert_false (g_bytes_equal (written, icc));
  g_assert_true (amb_render_is_identity (same));
  g_assert_true (amb_render_keeps_space (same));
}

/* Samples that are in the space already are copied. */
static void
test_identity (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) untagged = golden_source (pixels);
  for (AmbSpace space = AMB_SPACE_SRGB; space < AMB_SPACE_SOURCE; space++)
    {
      g_autoptr (AmbRender) first = new_render (untagged, pixels, AMB_RENDER_RGB8, space);
      g_autoptr (GBytes) icc = amb_render_to_icc (first, NULL);
      g_autoptr (AmbRenderSource) source = tagged (pixels, icc);
      for (AmbSpace other = AMB_SPACE_SRGB; other <= AMB_SPACE_SOURCE; other++)
        {
          g_autoptr (AmbRender) render = new_render (source, pixels, AMB_RENDER_RGB8, other);
          g_assert_cmpint (amb_render_is_identity (render), ==,
                           other == space || other == AMB_SPACE_SOURCE);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/color-out/round-trip", test_round_trip);
  g_test_add_func ("/pipeline/color-out/own-space", test_own_space);
  g_test_add_func ("/pipeline/color-out/table", test_table);
  g_test_add_func ("/pipeline/color-out/table-without-way-back", test_table_without_way_back);
  g_test_add_func ("/pipeline/color-out/no-way-back", test_no_way_back);
  g_test_add_func ("/pipeline/color-out/identity", test_identity);
  return g_test_run ();
}

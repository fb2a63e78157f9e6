/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Colour in against lcms2 in float, over made-up profiles and those in the corpora; what is broken
 * falls back to sRGB. */
#include "golden.h"

#include <fcntl.h>
#include <lcms2.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include "amb-coder.h"
#include "amb-color-in.h"

enum
{
  SAMPLES = 4096,
};

static const double MAX_DELTA_E = 0.5;

/* --- References --- */

static cmsHPROFILE
make_rgb (const double xy[8], cmsToneCurve *curve, double version)
{
  const cmsCIExyY white = { xy[0], xy[1], 1 };
  const cmsCIExyYTRIPLE primaries
      = { { xy[2], xy[3], 1 }, { xy[4], xy[5], 1 }, { xy[6], xy[7], 1 } };
  cmsToneCurve *curves[3] = { curve, curve, curve };
  cmsHPROFILE profile = cmsCreateRGBProfile (&white, &primaries, curves);
  cmsSetProfileVersion (profile, version);
  cmsFreeToneCurve (curve);
  return profile;
}

static cmsHPROFILE
make_working (void)
{
  static const double xy[8] = { 0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046 };
  return make_rgb (xy, cmsBuildGamma (NULL, 1), 4.3);
}

static GBytes *
save (cmsHPROFILE profile)
{
  cmsUInt32Number bytes = 0;
  g_assert_true (cmsSaveProfileToMem (profile, NULL, &bytes));
  guint8 *data = g_malloc (bytes);
  g_assert_true (cmsSaveProfileToMem (profile, data, &bytes));
  cmsCloseProfile (profile);
  return g_bytes_new_take (data, bytes);
}

/* Samples of one row: all corners, a ramp, then noise. */
static AmbPixels *
samples_of (AmbPixelModel model, guint depth)
{
  AmbPixels *pixels = amb_pixels_new (SAMPLES, 1, model, FALSE, depth);
  guint32 state = 3;
  for (guint i = 0; i < SAMPLES; i++)
    for (guint c = 0; c < (guint) model; c++)
      {
        state = state * 1664525u + 1013904223u;
        guint value = i < 16 ? ((i >> c) & 1) * 65535 : i < 272 ? (i - 16) * 257 : state >> 16;
        if (depth == 8)
          pixels->data[i * model + c] = (guint8) (value >> 8);
        else
          ((guint16 *) (gpointer) pixels->data)[i * model + c] = (guint16) value;
      }
  return pixels;
}

static float *
reference (GBytes *icc, const AmbPixels *pixels)
{
  const guint n = SAMPLES * (guint) pixels->model;
  const double maximum = pixels->depth == 8 ? 255 : 65535;
  g_autofree float *from = g_new (float, n);
  float *to = g_new (float, SAMPLES * 3);
  for (guint i = 0; i < n; i++)
    {
      double value
          = (pixels->depth == 8 ? pixels->data[i] : ((guint16 *) (gpointer) pixels->data)[i])
            / maximum;
      from[i] = (float) (pixels->model == AMB_MODEL_CMYK ? 100 * value : value);
    }
  cmsHPROFILE in = cmsOpenProfileFromMem (g_bytes_get_data (icc, NULL),
                                          (cmsUInt32Number) g_bytes_get_size (icc));
  cmsHPROFILE out = make_working ();
  const cmsUInt32Number format = pixels->model == AMB_MODEL_CMYK   ? TYPE_CMYK_FLT
                                 : pixels->model == AMB_MODEL_GRAY ? TYPE_GRAY_FLT
                                                                   : TYPE_RGB_FLT;
  cmsHTRANSFORM transform
      = cmsCreateTransform (in, format, out, TYPE_RGB_FLT, INTENT_RELATIVE_COLORIMETRIC,
                            cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
  g_assert_nonnull (transform);
  cmsDoTransform (transform, from, to, SAMPLES);
  cmsDeleteTransform (transform);
  cmsCloseProfile (in);
  cmsCloseProfile (out);
  return to;
}

/* --- What is tested --- */

typedef struct
{
  float plane[3][SAMPLES];
  guint n_notes;
} Linear;

static Linear *
convert (const AmbRenderSourceSpec *spec)
{
  Linear *linear = g_new0 (Linear, 1);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AmbColorIn) color = amb_color_in_new (spec, notes);
  float *const planes[4] = { linear->plane[0], linear->plane[1], linear->plane[2], NULL };
  amb_color_in_row (color, spec->pixels->data, SAMPLES, planes);
  linear->n_notes = notes->len;
  return linear;
}

static Linear *
convert_icc (GBytes *icc, const AmbPixels *pixels)
{
  AmbRenderSourceSpec spec = { .pixels = pixels, .full_width = SAMPLES, .full_height = 1 };
  spec.icc = icc != NULL ? g_bytes_get_data (icc, &spec.icc_bytes) : NULL;
  return convert (&spec);
}

static void
assert_close (GBytes *icc, AmbPixelModel model, guint depth, const char *name)
{
  g_autoptr (AmbPixels) pixels = samples_of (model, depth);
  g_autofree float *expected = reference (icc, pixels);
  g_autofree Linear *got = convert_icc (icc, pixels);
  double worst = 0;
  guint at = 0;
  for (guint i = 0; i < SAMPLES; i++)
    {
      const double a[3] = { expected[3 * i], expected[3 * i + 1], expected[3 * i + 2] };
      const double b[3] = { got->plane[0][i], got->plane[1][i], got->plane[2][i] };
      double difference = golden_delta_e_working (a, b);
      if (!(difference <= worst))
        {
          worst = difference;
          at = i;
        }
    }
  g_test_message ("%s, %u channels of %u bits: max delta E 2000 %.4f at sample %u", name,
                  (guint) model, depth, worst, at);
  g_assert_cmpuint (got->n_notes, ==, 0);
  g_assert_cmpfloat (worst, <=, MAX_DELTA_E);
}

static cmsToneCurve *
srgb_curve (void)
{
  const double params[5] = { 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045 };
  return cmsBuildParametricToneCurve (NULL, 4, params);
}

static cmsToneCurve *
table_curve (double gamma, guint n)
{
  g_autofree guint16 *table = g_new (guint16, n);
  for (guint i = 0; i < n; i++)
    table[i] = (guint16) (pow ((double) i / (n - 1), gamma) * 65535 + 0.5);
  return cmsBuildTabulatedToneCurve16 (NULL, n, table);
}

/* Black that is not quite black: the compensation brings it down to ours. */
static cmsToneCurve *
lifted_curve (void)
{
  guint16 table[256];
  for (guint i = 0; i < 256; i++)
    table[i] = (guint16) (3000 + pow (i / 255.0, 2.2) * 62535 + 0.5);
  return cmsBuildTabulatedToneCurve16 (NULL, 256, table);
}

static void
test_made_up (void)
{
  static const double srgb[8] = { 0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06 };
  static const double adobe[8] = { 0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06 };
  static const double p3[8] = { 0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06 };
  static const double prophoto[8]
      = { 0.3457, 0.3585, 0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001 };
  const double romm[5] = { 1.8, 1, 0, 1.0 / 16, 1.0 / 32 };
  const double offset[7] = { 2.2, 0.9, 0.1, 0.3, 0.05, -0.0063, 0 };
  const struct
  {
    const char *name;
    cmsHPROFILE profile;
  } profiles[] = {
    { "sRGB v2, table", make_rgb (srgb, table_curve (2.2, 1024), 2.1) },
    { "sRGB v4, parametric", make_rgb (srgb, srgb_curve (), 4.3) },
    { "Adobe RGB v2", make_rgb (adobe, cmsBuildGamma (NULL, 563.0 / 256), 2.1) },
    { "Adobe RGB v4", make_rgb (adobe, cmsBuildGamma (NULL, 2.2), 4.3) },
    { "Display P3 v4", make_rgb (p3, srgb_curve (), 4.3) },
    { "Display P3 v2, short table", make_rgb (p3, table_curve (2.2, 33), 2.1) },
    { "ProPhoto v4", make_rgb (prophoto, cmsBuildParametricToneCurve (NULL, 4, romm), 4.3) },
    { "ProPhoto v2", make_rgb (prophoto, cmsBuildGamma (NULL, 461.0 / 256), 2.1) },
    { "linear", make_rgb (srgb, cmsBuildGamma (NULL, 1), 4.3) },
    { "lifted black", make_rgb (srgb, lifted_curve (), 2.1) },
    { "type 4 function", make_rgb (srgb, cmsBuildParametricToneCurve (NULL, 5, offset), 4.3) },
  };
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autoptr (GBytes) icc = save (profiles[i].profile);
      assert_close (icc, AMB_MODEL_RGB, 8, profiles[i].name);
      assert_close (icc, AMB_MODEL_RGB, 16, profiles[i].name);
    }
}

static void
test_made_up_gray (void)
{
  for (guint i = 0; i < 2; i++)
    {
      cmsToneCurve *curve = i == 0 ? cmsBuildGamma (NULL, 2.2) : table_curve (1.8, 256);
      g_autoptr (GBytes) icc = save (cmsCreateGrayProfile (cmsD50_xyY (), curve));
      cmsFreeToneCurve (curve);
      assert_close (icc, AMB_MODEL_GRAY, 8, "gray");
      assert_close (icc, AMB_MODEL_GRAY, 16, "gray");
    }
}

/* Our own profile is sRGB to lcms and to us. */
static void
test_own_profile (void)
{
  gsize bytes;
  const guint8 *data = amb_srgb_profile (&bytes);
  g_autoptr (GBytes) icc = g_bytes_new_static (data, bytes);
  g_autoptr (AmbPixels) pixels = samples_of (AMB_MODEL_RGB, 8);
  g_autofree Linear *tagged = convert_icc (icc, pixels);
  g_autofree Linear *untagged = convert_icc (NULL, pixels);
  assert_close (icc, AMB_MODEL_RGB, 8, "own sRGB");
  g_assert_cmpmem (tagged->plane, sizeof (tagged->plane), untagged->plane,
                   sizeof (untagged->plane));
  AmbRenderSourceSpec spec = {
    .pixels = pixels, .full_width = SAMPLES, .full_height = 1, .icc = data, .icc_bytes = bytes
  };
  g_autoptr (AmbColorIn) color = amb_color_in_new (&spec, NULL);
  g_assert_true (amb_color_in_is_srgb (color));
}

/* --- The corpora --- */

static const char *
corpora (void)
{
  const char *folder = g_getenv ("AMB_CORPORA");
  return folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR) ? folder : NULL;
}

/* The profile of one file of the corpora, if it has one; model (out). */
static GBytes *
embedded_profile (const char *path, AmbPixelModel *model)
{
  const AmbDecodeLimits limits
      = { .max_pixels = 200 * 1000 * 1000, .max_scans = 500, .max_icc = 100 * 1000 * 1000 };
  GBytes *icc = NULL;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return NULL;
  g_autoptr (AmbDecoder) decoder = amb_decoder_open (fd, &limits, NULL);
  if (decoder != NULL && amb_decoder_get_info (decoder)->icc != NULL)
    {
      icc = g_bytes_ref (amb_decoder_get_info (decoder)->icc);
      *model = amb_decoder_get_info (decoder)->model;
    }
  g_clear_pointer (&decoder, amb_decoder_free);
  close (fd);
  return icc;
}

static gboolean
fits (GBytes *icc, AmbPixelModel model)
{
  cmsHPROFILE profile = cmsOpenProfileFromMem (g_bytes_get_data (icc, NULL),
                                               (cmsUInt32Number) g_bytes_get_size (icc));
  if (profile == NULL)
    return FALSE;
  const cmsColorSpaceSignature space = cmsGetColorSpace (profile);
  cmsCloseProfile (profile);
  return space
         == (model == AMB_MODEL_GRAY  ? cmsSigGrayData
             : model == AMB_MODEL_RGB ? cmsSigRgbData
                                      : cmsSigCmykData);
}

static void
test_embedded (void)
{
  g_autofree char *list = NULL;
  g_autoptr (GHashTable) seen
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  g_autofree char *name
      = corpora () != NULL ? g_build_filename (corpora (), "expected.tsv", NULL) : NULL;
  if (name == NULL || !g_file_get_contents (name, &list, NULL, NULL))
    {
      g_test_skip ("the corpora are not here");
      return;
    }
  g_auto (GStrv) lines = g_strsplit (list, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      AmbPixelModel model;
      g_auto (GStrv) fields = g_strsplit (*line, "\t", -1);
      if (g_strv_length (fields) < 6 || strcmp (fields[1], "open") != 0
          || strstr (fields[5], "icc") == NULL)
        continue;
      g_autofree char *path = g_build_filename (corpora (), fields[0], NULL);
      GBytes *icc = embedded_profile (path, &model);
      if (icc == NULL)
        continue;
      if (!g_hash_table_contains (seen, icc) && fits (icc, model))
        assert_close (icc, model, 8, fields[0]);
      g_hash_table_add (seen, icc);
    }
  g_test_message ("%u profiles", g_hash_table_size (seen));
}

static void
test_corpus_profiles (void)
{
  g_autofree char *folder = g_build_filename (corpora () != NULL ? corpora () : "/nowhere", "good",
                                              "icc-png", "profiles", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL)
    {
      g_test_skip ("the corpora are not here");
      return;
    }
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      gsize bytes;
      char *data;
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (!g_str_has_suffix (name, ".icc"))
        continue;
      g_assert_true (g_file_get_contents (path, &data, &bytes, NULL));
      g_autoptr (GBytes) icc = g_bytes_new_take (data, bytes);
      assert_close (icc, AMB_MODEL_RGB, 8, name);
      assert_close (icc, AMB_MODEL_RGB, 16, name);
    }
}

/* --- Broken and hostile --- */

static void
assert_is_srgb_with_note (GBytes *icc, AmbPixelModel model)
{
  g_autoptr (AmbPixels) pixels = samples_of (model, 8);
  g_autofree Linear *broken = convert_icc (icc, pixels);
  g_autofree Linear *untagged = convert_icc (NULL, pixels);
  g_assert_cmpuint (broken->n_notes, ==, 1);
  g_assert_cmpmem (broken->plane, sizeof (broken->plane), untagged->plane,
                   sizeof (untagged->plane));
}

static void
test_broken (void)
{
  gsize bytes;
  const guint8 *data = amb_srgb_profile (&bytes);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("this is no profile", 18);
  g_autoptr (GBytes) cut = g_bytes_new_static (data, 200);
  g_autoptr (GBytes) rgb = g_bytes_new_static (data, bytes);
  cmsToneCurve *curve = cmsBuildGamma (NULL, 2.2);
  g_autoptr (GBytes) gray = save (cmsCreateGrayProfile (cmsD50_xyY (), curve));
  cmsFreeToneCurve (curve);
  g_autoptr (GBytes) link = save (cmsCreateInkLimitingDeviceLink (cmsSigCmykData, 300));
  assert_is_srgb_with_note (garbage, AMB_MODEL_RGB);
  assert_is_srgb_with_note (cut, AMB_MODEL_RGB);
  assert_is_srgb_with_note (gray, AMB_MODEL_RGB);
  assert_is_srgb_with_note (rgb, AMB_MODEL_GRAY);
  assert_is_srgb_with_note (rgb, AMB_MODEL_CMYK);
  assert_is_srgb_with_note (link, AMB_MODEL_CMYK);
}

static void
assert_finite (const Linear *linear)
{
  for (guint i = 0; i < SAMPLES * 3; i++)
    if (!isfinite (linear->plane[i / SAMPLES][i % SAMPLES]))
      g_assert_not_reached ();
}

/* Bytes of good profiles overwritten: whatever comes of it is finite. */
static void
test_hostile (void)
{
  static const double p3[8] = { 0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06 };
  g_autoptr (AmbPixels) pixels = samples_of (AMB_MODEL_RGB, 8);
  g_autoptr (GBytes) good = save (make_rgb (p3, srgb_curve (), 4.3));
  gsize bytes;
  const guint8 *data = g_bytes_get_data (good, &bytes);
  guint32 state = 11;
  for (guint run = 0; run < 400; run++)
    {
      g_autofree guint8 *mutant = g_memdup2 (data, bytes);
      for (guint i = 0; i < 1 + run % 6; i++)
        {
          state = state * 1664525u + 1013904223u;
          guint8 value = (run & 1) ? (guint8) (state >> 24) : (guint8) ((state >> 24) % 3 * 127);
          mutant[128 + (state >> 8) % (bytes - 128)] = value;
        }
      g_autoptr (GBytes) icc = g_bytes_new_static (mutant, bytes);
      g_autofree Linear *linear = convert_icc (icc, pixels);
      assert_finite (linear);
    }
}

/* --- PNG chunks and inks --- */

static void
test_chunks (void)
{
  g_autoptr (AmbPixels) pixels = samples_of (AMB_MODEL_RGB, 16);
  AmbRenderSourceSpec spec
      = { .pixels = pixels, .full_width = SAMPLES, .full_height = 1, .gamma = 1 };
  g_autofree Linear *linear = convert (&spec);
  for (guint i = 16; i < 272; i++)
    g_assert_cmpfloat_with_epsilon (linear->plane[1][i], (i - 16) / 255.0, 1e-6);

  static const double adobe[8] = { 0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06 };
  memcpy (spec.chromaticities, adobe, sizeof (adobe));
  spec.gamma = 1 / 2.2;
  g_autofree Linear *chunks = convert (&spec);
  g_autoptr (GBytes) icc = save (make_rgb (adobe, cmsBuildGamma (NULL, 2.2), 4.3));
  g_autofree Linear *profile = convert_icc (icc, pixels);
  for (guint i = 0; i < SAMPLES * 3; i++)
    g_assert_cmpfloat_with_epsilon (chunks->plane[i / SAMPLES][i % SAMPLES],
                                    profile->plane[i / SAMPLES][i % SAMPLES], 2e-4);
}

/* cICP's curve, with primaries of its own and with sRGB's. */
static void
test_bt709 (void)
{
  static const double xy[][8] = {
    { 0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06 },
    { 0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046 },
  };
  const double oetf[] = { 1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081 };
  g_autoptr (AmbPixels) pixels = samples_of (AMB_MODEL_RGB, 16);
  for (guint k = 0; k < G_N_ELEMENTS (xy); k++)
    {
      AmbRenderSourceSpec spec
          = { .pixels = pixels, .full_width = SAMPLES, .full_height = 1, .is_bt709 = TRUE };
      if (k > 0)
        memcpy (spec.chromaticities, xy[k], sizeof (spec.chromaticities));
      g_autofree Linear *chunks = convert (&spec);
      g_autoptr (GBytes) icc
          = save (make_rgb (xy[k], cmsBuildParametricToneCurve (NULL, 4, oetf), 4.3));
      g_autofree Linear *profile = convert_icc (icc, pixels);
      g_assert_cmpuint (chunks->n_notes, ==, 0);
      for (guint i = 0; i < SAMPLES * 3; i++)
        g_assert_cmpfloat_with_epsilon (chunks->plane[i / SAMPLES][i % SAMPLES],
                                        profile->plane[i / SAMPLES][i % SAMPLES], 2e-4);
    }
}

static void
test_chunks_broken (void)
{
  static const double impossible[][8] = {
    { 0.3127, 0, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06 },
    { 0.3127, 0.3290, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 },
    { 1e9, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06 },
    { NAN, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06 },
  };
  g_autoptr (AmbPixels) pixels = samples_of (AMB_MODEL_RGB, 8);
  for (guint i = 0; i < G_N_ELEMENTS (impossible) + 2; i++)
    {
      AmbRenderSourceSpec spec
          = { .pixels = pixels, .full_width = SAMPLES, .full_height = 1, .gamma = 0.5 };
      if (i < G_N_ELEMENTS (impossible))
        memcpy (spec.chromaticities, impossible[i], sizeof (spec.chromaticities));
      else
        spec.gamma = i == G_N_ELEMENTS (impossible) ? 1e-9 : NAN;
      g_autofree Linear *linear = convert (&spec);
      g_assert_cmpuint (linear->n_notes, ==, 1);
      assert_finite (linear);
    }
}

/* Without a profile: no ink is white, full black ink is black, each ink takes its own light. */
static void
test_inks (void)
{
  g_autoptr (AmbPixels) pixels = samples_of (AMB_MODEL_CMYK, 8);
  g_autofree Linear *linear = convert_icc (NULL, pixels);
  for (guint p = 0; p < 3; p++)
    {
      g_assert_cmpfloat_with_epsilon (linear->plane[p][0], 1, 1e-6);
      g_assert_cmpfloat (linear->plane[p][8], ==, 0);
    }
  g_assert_cmpfloat (linear->plane[0][1], <, 0.4); /* cyan takes red */
  g_assert_cmpfloat (linear->plane[2][1], >, 0.9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/color-in/made-up", test_made_up);
  g_test_add_func ("/pipeline/color-in/made-up-gray", test_made_up_gray);
  g_test_add_func ("/pipeline/color-in/own-profile", test_own_profile);
  g_test_add_func ("/pipeline/color-in/embedded", test_embedded);
  g_test_add_func ("/pipeline/color-in/corpus-profiles", test_corpus_profiles);
  g_test_add_func ("/pipeline/color-in/broken", test_broken);
  g_test_add_func ("/pipeline/color-in/hostile", test_hostile);
  g_test_add_func ("/pipeline/color-in/chunks", test_chunks);
  g_test_add_func ("/pipeline/color-in/bt709", test_bt709);
  g_test_add_func ("/pipeline/color-in/chunks-broken", test_chunks_broken);
  g_test_add_func ("/pipeline/color-in/inks", test_inks);
  return g_test_run ();
}

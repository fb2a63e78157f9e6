/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shows is what an export looks like at that size: whole recipes on real photos. */
#include "golden.h"

#include <fcntl.h>
#include <unistd.h>
#include "amb-coder.h"

/* Of colour differences, CIEDE2000. */
static const double MAX_MEAN = 1, MAX_P99 = 3;
/* Where the preview reads a JPEG at half its size: the decoder averages before light is linear,
 * which alone makes a p99 of up to 2.3 here. */
static const double REDUCED_P99 = 9;

enum
{
  WIDTH = 1200, /* of the part that is compared, in the photo's middle */
  HEIGHT = 900,
  MARGIN = 4, /* of the preview: the export scaled ends there, the preview's photo goes on */
  EVERY = 3,  /* pixel of the preview is compared */
};

/* Whole recipes. Two ask for more than a preview of a very crisp photo can foresee: where each
 * pixel is pushed to black or white for itself, the mean of the pushed is not the pushed mean.
 * Their bound is what was measured. */
static const struct
{
  const char *name;
  const char *edits; /* OPERATION.PARAM VALUE, separated by blanks */
  double p99;        /* 0: MAX_P99 */
} recipes[] = {
  { "sharpened", "sharpen.amount 60" },
  { "sharpened finely", "sharpen.amount 80 sharpen.radius 0.0003 sharpen.threshold 3" },
  { "sharpened wide", "sharpen.amount 50 sharpen.radius 0.0005 contrast.amount 10" },
  { "less haze", "dehaze.amount 40 contrast.amount 10" },
  { "no haze", "dehaze.amount 100", 8 },
  { "landscape", "exposure.ev 0.2 contrast.amount 15 highlights.amount -30 shadows.amount 30 "
                 "clarity.amount 20 vibrance.amount 35 sharpen.amount 40" },
  { "portrait", "exposure.ev 0.3 shadows.amount 25 texture.amount -30 vibrance.amount 15 "
                "white-balance.temperature 6000 sharpen.amount 25" },
  { "black and white", "black-and-white.enabled 1 contrast.amount 20 clarity.amount 30 "
                       "sharpen.amount 40" },
  { "night", "noise-reduction.luminance 12 noise-reduction.colour 30 exposure.ev 0.3 "
             "blacks.amount -10 sharpen.amount 25 sharpen.threshold 5" },
  { "matt", "levels.black 0.02 contrast.amount -20 saturation.amount -25 "
            "color-grading.shadows-hue 220 color-grading.shadows-strength 30 sharpen.amount 30" },
  { "dim and warm", "exposure.ev -0.8 white-balance.temperature 7500 white-balance.tint 8 "
                    "saturation.amount 15 sharpen.amount 60" },
  { "mixer", "color-mixer.blue-hue -40 color-mixer.orange-luminance 20 "
             "color-mixer.green-saturation -30 whites.amount 10 sharpen.amount 50 "
             "texture.amount 25" },
  { "film", "contrast.amount 15 saturation.amount -15 color-grading.shadows-hue 200 "
            "color-grading.shadows-strength 25 vignette.amount -35 grain.amount 25 "
            "sharpen.amount 30" },
  { "all that is local",
    "highlights.amount -70 shadows.amount 60 clarity.amount 40 "
    "texture.amount 30 dehaze.amount 25",
    6.5 },
};

static const char *const photos[] = {
  "photos/immich/book-beside-flowers.jpg",      "photos/cameras/Leica T (Typ 701).jpg",
  "photos/elementary/Snow-Capped Mountain.jpg", "photos/monstree/IMG_1046.JPG",
  "photos/digikam/test_compressed_8.jpg",
};

static AmbRecipe *
recipe_of (const char *edits)
{
  g_auto (GStrv) words = g_strsplit (edits, " ", -1);
  AmbRecipe *recipe = amb_recipe_new ();
  for (guint i = 0; words[i] != NULL; i += 2)
    {
      AmbRecipe *next
          = amb_recipe_with_number (recipe, words[i], g_ascii_strtod (words[i + 1], NULL));
      amb_recipe_unref (recipe);
      recipe = next;
    }
  return recipe;
}

/* NULL where there is no such file. */
static AmbPixels *
decode (const char *name, guint reduction)
{
  const AmbDecodeLimits limits
      = { .max_pixels = 200 * 1000 * 1000, .max_scans = 500, .max_icc = 100 * 1000 * 1000 };
  const char *corpora = g_getenv ("AMB_CORPORA");
  g_autofree char *path = corpora != NULL ? g_build_filename (corpora, name, NULL) : g_strdup ("");
  gboolean complete;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return NULL;
  g_autoptr (AmbDecoder) decoder = amb_decoder_open (fd, &limits, NULL);
  g_assert_nonnull (decoder);
  AmbPixels *pixels = amb_decoder_decode (decoder, reduction, &complete, NULL, NULL, NULL);
  g_clear_pointer (&decoder, amb_decoder_free);
  close (fd);
  return pixels;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* The export, made as small as the preview. */
static guint8 *
scaled (const guint8 *export, const GoldenJob *preview)
{
  g_autoptr (AmbPixels) pixels = amb_pixels_new (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRecipe) recipe = amb_recipe_new ();
  for (gsize y = 0; y < HEIGHT; y++)
    memcpy (pixels->data + y * pixels->stride, export + y * WIDTH * 3, WIDTH * 3);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  const GoldenJob job = { source, golden_geometry (pixels, 1), recipe, preview->spec };
  return golden_render (&job);
}

static void
assert_alike (
    const guint8 *a, const guint8 *b, const AmbRenderSpec *spec, double max_p99, const char *what)
{
  const guint width = spec->plane_width, height = spec->plane_height;
  g_autofree double *differences = g_new (double, width *height);
  double sum = 0;
  guint n = 0;
  for (guint y = MARGIN; y < height - MARGIN; y++)
    for (guint x = MARGIN + y % EVERY; x < width - MARGIN; x += EVERY)
      {
        const gsize at = 3 * (y * width + x);
        sum += differences[n++] = golden_delta_e_srgb8 (a + at, b + at);
      }
  qsort (differences, n, sizeof (double), compare);
  const double mean = sum / n, p99 = differences[n * 99 / 100];
  g_test_message ("%s: delta E 2000 mean %.2f, p99 %.2f, max %.2f", what, mean, p99,
                  differences[n - 1]);
  g_assert_cmpfloat (mean, <=, max_p99 > MAX_P99 ? 1.5 * MAX_MEAN : MAX_MEAN);
  g_assert_cmpfloat (p99, <=, max_p99);
}

typedef struct
{
  AmbRenderSource *full, *reduced; /* decoded whole, and at a half */
  AmbGeometry geometry;
} Photo;

static void
compare_recipe (const Photo *photo, guint r, const char *name)
{
  static const struct
  {
    guint tenths; /* of the export's size */
    gboolean reduced;
  } scales[] = { { 6, FALSE }, { 4, FALSE }, { 2, TRUE } };
  const double p99 = recipes[r].p99 > 0 ? recipes[r].p99 : MAX_P99;
  g_autoptr (AmbRecipe) recipe = recipe_of (recipes[r].edits);
  GoldenJob job = { photo->full, photo->geometry, recipe, { WIDTH, HEIGHT, AMB_RENDER_RGB8, 0 } };
  g_autofree guint8 *export = golden_render_threads (&job, 2);
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      g_autofree char *what
          = g_strdup_printf ("%s at 0.%u, %s", recipes[r].name, scales[i].tenths, name);
      job.source = scales[i].reduced ? photo->reduced : photo->full;
      job.spec.plane_width = WIDTH * scales[i].tenths / 10;
      job.spec.plane_height = HEIGHT * scales[i].tenths / 10;
      g_autofree guint8 *preview = golden_render_threads (&job, 2);
      g_autofree guint8 *expected = scaled (export, &job);
      assert_alike (expected, preview, &job.spec, scales[i].reduced ? REDUCED_P99 : p99, what);
    }
}

static void
test_photo (gconstpointer data)
{
  const char *name = data;
  g_autoptr (AmbPixels) pixels = decode (name, 1), half = decode (name, 2);
  if (pixels == NULL)
    {
      g_test_skip ("the corpora are not here");
      return;
    }
  AmbRenderSourceSpec spec = { half, pixels->width, pixels->height, .orientation = 1 };
  g_autoptr (AmbRenderSource) full = golden_source (pixels);
  g_autoptr (AmbRenderSource) reduced = amb_render_source_new (&spec, NULL, NULL);
  Photo photo = { full, reduced, golden_geometry (pixels, 1) };
  photo.geometry.crop = (AmbRect){ ((int) pixels->width - WIDTH) / 2,
                                   ((int) pixels->height - HEIGHT) / 2, WIDTH, HEIGHT };
  for (guint r = 0; r < G_N_ELEMENTS (recipes); r++)
    compare_recipe (&photo, r, name);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    g_test_add_data_func (g_strdup_printf ("/pipeline/preview/%u", i), (gpointer) photos[i],
                          test_photo);
  return g_test_run ();
}

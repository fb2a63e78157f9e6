/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Area kernels: the same bytes in any tile and either variant, within the halo they ask for; and
 * sharpening against its formula. */
#include "amb-cpu.h"
#include "amb-kernel.h"
#include "amb-operations.h"

#include <math.h>
#include <string.h>

enum
{
  WIDTH = 1100, /* more than two strips */
  HEIGHT = 70,
  MARGIN = 40, /* the largest halo that these tests use */
  STRIDE = WIDTH + 2 * MARGIN + 5,
};

typedef struct
{
  float *planes[3]; /* with the margin */
} Picture;

typedef struct
{
  _Alignas(64) char bytes[AMB_KERNEL_STATE_MOST];
} State;

static Picture *
picture_new (void)
{
  Picture *self = g_new (Picture, 1);
  for (int c = 0; c < 3; c++)
    self->planes[c] = g_new0 (float, STRIDE *(HEIGHT + 2 * MARGIN));
  return self;
}

static void
picture_free (Picture *self)
{
  for (int c = 0; c < 3; c++)
    g_free (self->planes[c]);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Picture, picture_free)

static Picture *
random_picture (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Picture *self = picture_new ();
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < STRIDE * (HEIGHT + 2 * MARGIN); i++)
      self->planes[c][i] = (float) g_rand_double_range (random, -0.02, 1.2);
  return self;
}

static float *
pixel (const Picture *self, int c, int x, int y)
{
  return self->planes[c] + (y + MARGIN) * STRIDE + x + MARGIN;
}

static AmbPlanes
planes_at (const Picture *self, int x, int y, int width, int height)
{
  return (AmbPlanes){
    { pixel (self, 0, x, y), pixel (self, 1, x, y), pixel (self, 2, x, y) }, STRIDE, width, height
  };
}

static void
run_tile (const AmbKernel *kernel,
          const State *state,
          const Picture *in,
          const Picture *out,
          int x,
          int y,
          int width,
          int height)
{
  AmbPlanes from = planes_at (in, x, y, width, height);
  AmbPlanes to = planes_at (out, x, y, width, height);
  gsize floats = kernel->scratch_floats (state->bytes, width, height);
  float *scratch = g_aligned_alloc (floats + 16, sizeof (float), 64);
  for (gsize i = 0; i < floats + 16; i++)
    scratch[i] = NAN;
  kernel->area (state->bytes, &from, &to, scratch);
  for (gsize i = floats; i < floats + 16; i++)
    g_assert_true (isnan (scratch[i]));
  g_aligned_free (scratch);
}

static void
assert_same (const Picture *a, const Picture *b)
{
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < HEIGHT; y++)
      g_assert_cmpmem (pixel (a, c, 0, y), WIDTH * sizeof (float), pixel (b, c, 0, y),
                       WIDTH * sizeof (float));
}

static void
prepare (const AmbKernel *kernel, double long_edge, const double *values, State *state)
{
  memset (state, 0, sizeof *state);
  kernel->prepare (&(AmbKernelContext){ long_edge }, values, state->bytes);
  g_assert_cmpint (kernel->halo (state->bytes), <=, MARGIN);
}

typedef void (*PerKernel) (const AmbOperation *op, const AmbKernel *kernel, guint index);

static void
for_each (PerKernel function)
{
  for (guint cpu = 0; cpu < AMB_N_CPUS; cpu++)
    {
      const AmbKernel *const *kernels = amb_kernels_by_name (amb_cpu_names[cpu]);
      for (guint i = 0; kernels != NULL && i < amb_operations_count (); i++)
        if (amb_operations_list ()[i]->kind == AMB_OP_AREA)
          function (amb_operations_list ()[i], kernels[i], i);
    }
}

static void
full_strength (const AmbOperation *op, double *values)
{
  for (guint i = 0; i < op->n_params; i++)
    values[i]
        = op->params[i].flags & AMB_PARAM_MODIFIER ? op->params[i].neutral : op->params[i].maximum;
}

static void
assert_tiles (const AmbOperation *op, const AmbKernel *kernel, guint index)
{
  static const struct
  {
    int width, height;
  } tiles[] = { { 512, 64 }, { 17, 5 }, { 1, HEIGHT }, { WIDTH, 1 }, { 333, 31 } };
  g_autoptr (Picture) in = random_picture (1);
  g_autoptr (Picture) whole = picture_new ();
  State state;
  double values[8];
  full_strength (op, values);
  prepare (kernel, 6000, values, &state);
  run_tile (kernel, &state, in, whole, 0, 0, WIDTH, HEIGHT);

  for (gsize i = 0; i < G_N_ELEMENTS (tiles); i++)
    {
      g_autoptr (Picture) tiled = picture_new ();
      for (int y = 0; y < HEIGHT; y += tiles[i].height)
        for (int x = 0; x < WIDTH; x += tiles[i].width)
          run_tile (kernel, &state, in, tiled, x, y, MIN (tiles[i].width, WIDTH - x),
                    MIN (tiles[i].height, HEIGHT - y));
      assert_same (tiled, whole);
    }
}

static void
test_tiles (void)
{
  for_each (assert_tiles);
}

static void
assert_variants (const AmbOperation *op, const AmbKernel *kernel, guint index)
{
  const AmbKernel *other = amb_kernels_by_name ("baseline")[index];
  g_autoptr (Picture) in = random_picture (2);
  g_autoptr (Picture) a = picture_new ();
  g_autoptr (Picture) b = picture_new ();
  State state_a, state_b;
  double values[8];
  *pixel (in, 0, 10, 10) = NAN;
  *pixel (in, 1, 30, 20) = INFINITY;
  *pixel (in, 2, 50, 30) = -INFINITY;
  full_strength (op, values);
  for (double long_edge = 500; long_edge < 25000; long_edge *= 1.7)
    {
      prepare (kernel, long_edge, values, &state_a);
      prepare (other, long_edge, values, &state_b);
      g_assert_cmpmem (&state_a, sizeof state_a, &state_b, sizeof state_b);
      run_tile (kernel, &state_a, in, a, 0, 0, WIDTH, HEIGHT);
      run_tile (other, &state_b, in, b, 0, 0, WIDTH, HEIGHT);
      assert_same (a, b);
    }
}

static void
test_variants_agree (void)
{
  for_each (assert_variants);
  if (amb_cpu_choose () == AMB_CPU_BASELINE)
    g_test_skip ("this build or processor has one variant only");
}

/* One pixel that is no number may spoil its surroundings, but nothing that comes out is no number.
 */
static void
assert_finite (const AmbOperation *op, const AmbKernel *kernel, guint index)
{
  g_autoptr (Picture) in = random_picture (3);
  g_autoptr (Picture) out = picture_new ();
  State state;
  double values[8];
  *pixel (in, 0, 10, 10) = NAN;
  *pixel (in, 1, 30, 20) = INFINITY;
  *pixel (in, 2, 50, 30) = -INFINITY;
  *pixel (in, 0, 70, 40) = G_MAXFLOAT;
  full_strength (op, values);
  prepare (kernel, 6000, values, &state);
  run_tile (kernel, &state, in, out, 0, 0, WIDTH, HEIGHT);
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++)
        g_assert_true (isfinite (*pixel (out, c, x, y)));
}

static void
test_finite (void)
{
  for_each (assert_finite);
}

/* Outside the halo nothing is read: it could be another thread's memory. */
static void
assert_halo (const AmbOperation *op, const AmbKernel *kernel, guint index)
{
  g_autoptr (Picture) in = random_picture (4);
  g_autoptr (Picture) spoiled = random_picture (4);
  g_autoptr (Picture) a = picture_new ();
  g_autoptr (Picture) b = picture_new ();
  State state;
  double values[8];
  full_strength (op, values);
  prepare (kernel, 6000, values, &state);
  int halo = kernel->halo (state.bytes);
  for (int c = 0; c < 3; c++)
    for (int y = -MARGIN; y < HEIGHT + MARGIN; y++)
      for (int x = -MARGIN; x < WIDTH + MARGIN; x++)
        if (x < 100 - halo || x >= 200 + halo || y < 20 - halo || y >= 30 + halo)
          *pixel (spoiled, c, x, y) = NAN;
  run_tile (kernel, &state, in, a, 100, 20, 100, 10);
  run_tile (kernel, &state, spoiled, b, 100, 20, 100, 10);
  assert_same (a, b);
}

static void
test_halo_is_enough (void)
{
  for_each (assert_halo);
}

static const AmbKernel *
sharpen_kernel (void)
{
  for (guint i = 0; i < amb_operations_count (); i++)
    if (strcmp (amb_operations_list ()[i]->id, "sharpen") == 0)
      return amb_kernels ()[i];
  g_return_val_if_reached (NULL);
}

static double
tone (const Picture *in, int x, int y)
{
  double light = 0.2627 * *pixel (in, 0, x, y) + 0.6780 * *pixel (in, 1, x, y)
                 + 0.0593 * *pixel (in, 2, x, y);
  return sqrt (MAX (light, 0));
}

/* Of a Gaussian; of one narrower than a pixel, with the response it has between the pixels. */
static double
gaussian_weight (int at, double sigma)
{
  const int steps = 2000;
  double sum = 0;
  if (sigma >= 1)
    return exp (-at * at / (2 * sigma * sigma));
  for (int i = 0; i < steps; i++)
    {
      const double f = (i + 0.5) / steps / 2;
      sum += exp (-2 * pow (G_PI * sigma * f, 2)) * cos (2 * G_PI * f * at);
    }
  return sum;
}

/* The formula as it is written, in double precision. */
static double
expected_change (const Picture *in, int x, int y, double amount, double sigma)
{
  int halo = sigma < 1 ? 3 : (int) (3 * sigma);
  double sum = 0, weights = 0;
  double along[100];
  for (int i = 0; i <= halo; i++)
    along[i] = gaussian_weight (i, sigma);
  for (int dy = -halo; dy <= halo; dy++)
    for (int dx = -halo; dx <= halo; dx++)
      {
        double weight = along[abs (dx)] * along[abs (dy)];
        sum += weight * tone (in, x + dx, y + dy);
        weights += weight;
      }
  double t = tone (in, x, y);
  double difference = t - sum / weights;
  double sharpened = MAX (t + amount * difference / sqrt (1 + pow (difference / 0.04, 2)), 0);
  return sharpened * sharpened - t * t;
}

static void
test_sharpen_formula (void)
{
  g_autoptr (Picture) in = random_picture (5);
  g_autoptr (Picture) out = picture_new ();
  for (double long_edge = 200; long_edge < 12000; long_edge *= 1.9)
    {
      State state;
      const double radius = 0.0008, amount = 1.2;
      prepare (sharpen_kernel (), long_edge, (double[]){ amount * 100, radius, 0 }, &state);
      g_assert_cmpint (sharpen_kernel ()->halo (state.bytes), ==,
                       radius * long_edge < 1 ? 3 : (int) (3 * radius * long_edge));
      run_tile (sharpen_kernel (), &state, in, out, 0, 0, WIDTH, HEIGHT);
      for (int i = 0; i < 300; i++)
        {
          int x = i * 977 % WIDTH, y = i * 31 % HEIGHT;
          double change = expected_change (in, x, y, amount, radius * long_edge);
          for (int c = 0; c < 3; c++)
            g_assert_cmpfloat_with_epsilon (*pixel (out, c, x, y), *pixel (in, c, x, y) + change,
                                            5e-5);
        }
    }
}

/* Halos never go far: beside an edge from black to white as beside a soft one. */
static void
test_sharpen_halo (void)
{
  g_autoptr (Picture) in = random_picture (9);
  g_autoptr (Picture) out = picture_new ();
  State state;
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < STRIDE * (HEIGHT + 2 * MARGIN); i++)
      in->planes[c][i] = i % STRIDE < STRIDE / 2 ? 0.04f : 0.81f;
  prepare (sharpen_kernel (), 6000, (double[]){ 100, 0.0004, 0 }, &state);
  run_tile (sharpen_kernel (), &state, in, out, 0, 0, WIDTH, HEIGHT);
  for (int x = 0; x < WIDTH; x++)
    {
      g_assert_cmpfloat (sqrtf (*pixel (out, 0, x, 5)), >=, 0.2f - 0.04f);
      g_assert_cmpfloat (sqrtf (*pixel (out, 0, x, 5)), <=, 0.9f + 0.04f);
    }
}

/* On a very small preview there is nothing to sharpen: exact copies. */
static void
test_sharpen_below_a_pixel (void)
{
  g_autoptr (Picture) in = random_picture (6);
  g_autoptr (Picture) out = picture_new ();
  State state;
  prepare (sharpen_kernel (), 240, (double[]){ 150, 0.0004, 0 }, &state);
  g_assert_cmpint (sharpen_kernel ()->halo (state.bytes), ==, 0);
  g_assert_cmpuint (sharpen_kernel ()->scratch_floats (state.bytes, 10, 10), >=, 0);
  run_tile (sharpen_kernel (), &state, in, out, 0, 0, WIDTH, HEIGHT);
  assert_same (out, in);
}

/* Threshold 0 is plain sharpening to the bit; one above every difference sharpens nothing; between,
 * no pixel changes more than without, nor to the other side. */
static void
test_sharpen_threshold (void)
{
  g_autoptr (Picture) in = random_picture (8);
  g_autoptr (Picture) plain = picture_new ();
  g_autoptr (Picture) some = picture_new ();
  State state;
  guint fewer = 0;
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < STRIDE * (HEIGHT + 2 * MARGIN); i++)
      in->planes[c][i] = 0.5f + 0.02f * in->planes[c][i];
  prepare (sharpen_kernel (), 6000, (double[]){ 100, 0.0004, 0 }, &state);
  run_tile (sharpen_kernel (), &state, in, plain, 0, 0, WIDTH, HEIGHT);
  prepare (sharpen_kernel (), 6000, (double[]){ 100, 0.0004, 3 }, &state);
  run_tile (sharpen_kernel (), &state, in, some, 0, 0, WIDTH, HEIGHT);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        const float full = *pixel (plain, 0, x, y) - *pixel (in, 0, x, y);
        const float less = *pixel (some, 0, x, y) - *pixel (in, 0, x, y);
        g_assert_cmpfloat (fabsf (less), <=, fabsf (full) + 1e-6f);
        g_assert_true (less == 0 || (less > 0) == (full > 0));
        fewer += less == 0 && full != 0;
      }
  g_assert_cmpuint (fewer, >, 100);
  g_assert_cmpuint (fewer, <, WIDTH * HEIGHT);
  prepare (sharpen_kernel (), 6000, (double[]){ 100, 0.0004, 100 }, &state);
  run_tile (sharpen_kernel (), &state, in, some, 0, 0, WIDTH, HEIGHT);
  assert_same (some, in);
}

static void
test_sharpen_widest (void)
{
  State state = { 0 };
  sharpen_kernel ()->prepare (&(AmbKernelContext){ 60000 }, (double[]){ 150, 0.005, 0 },
                              state.bytes);
  g_assert_cmpint (sharpen_kernel ()->halo (state.bytes), ==, 240);
}

static void
test_sharpen_nothing (void)
{
  g_autoptr (Picture) in = random_picture (7);
  g_autoptr (Picture) out = picture_new ();
  State state;
  prepare (sharpen_kernel (), 6000, (double[]){ 0, 0.0004, 0 }, &state);
  run_tile (sharpen_kernel (), &state, in, out, 0, 0, WIDTH, HEIGHT);
  assert_same (out, in);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/area/tiles", test_tiles);
  g_test_add_func ("/ops/area/variants-agree", test_variants_agree);
  g_test_add_func ("/ops/area/finite", test_finite);
  g_test_add_func ("/ops/area/halo-is-enough", test_halo_is_enough);
  g_test_add_func ("/ops/sharpen/formula", test_sharpen_formula);
  g_test_add_func ("/ops/sharpen/halo", test_sharpen_halo);
  g_test_add_func ("/ops/sharpen/below-a-pixel", test_sharpen_below_a_pixel);
  g_test_add_func ("/ops/sharpen/threshold", test_sharpen_threshold);
  g_test_add_func ("/ops/sharpen/widest", test_sharpen_widest);
  g_test_add_func ("/ops/sharpen/nothing", test_sharpen_nothing);
  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every kernel against its worked examples, against itself in the other variant, and against the
 * rules of design section 5; derived from the declarations, so that an operation added later is
 * tested too. */
#include "amb-cpu.h"
#include "amb-kernel.h"
#include "amb-operations.h"

#include <math.h>
#include <string.h>
#include "amb-oklab.h"

enum
{
  WIDTH = 1027, /* neither whole vectors nor whole strips */
};

typedef struct
{
  _Alignas(64) char bytes[AMB_KERNEL_STATE_MOST];
} State;

typedef float Rows[3][WIDTH];

/* A whole photo of 6000 x 4000 pixels, the examples' own. */
#define WHOLE                                                                                      \
  {                                                                                                \
    -0.5, -1 / 3.0, 0.5, 1 / 3.0                                                                   \
  }
static const AmbKernelContext context = { .long_edge_px = 6000, .frame = WHOLE, .crop = WHOLE };

/* For operations whose parameters are curves: every one of them set. */
static const AmbSpline curve = { 4, { { 0, 0.1 }, { 0.3, 0.05 }, { 0.7, 0.9 }, { 0.9, 0.8 } } };
static const AmbSpline *const all_curves[AMB_MAX_PARAMS]
    = { &curve, &curve, &curve, &curve, &curve, &curve, &curve, &curve };
/* And a file: red, green and blue change places, but for white. */
static float colours[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0,
                           1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0 };
static const AmbLut lut
    = { .is_cube = TRUE, .size = 2, .domain_max = { 1, 1, 1 }, .colours = colours };
static const AmbKernelContext curved = {
  .long_edge_px = 6000, .curves = all_curves, .frame = WHOLE, .crop = WHOLE, .lut = &lut
};

static void
prepare (const AmbKernel *kernel, const AmbKernelContext *frame, const double *values, State *state)
{
  memset (state, 0, sizeof *state);
  kernel->prepare (frame, values, state->bytes);
}

/* Where a row's first pixel is: so many columns of 6000 to the right of x and y. */
typedef struct
{
  float x, y;
  int column;
} Spot;

/* Where every operation does something to a few. */
static const Spot edge = { -0.5f, 0.1f, 0 };

/* The kernel's own loop. */
static void
run_kernel (
    const AmbKernel *kernel, const State *state, Spot spot, float *r, float *g, float *b, int width)
{
  float at_x[WIDTH], at_y[WIDTH];
  for (int x = 0; x < width; x++)
    {
      at_x[x] = spot.x + (float) (spot.column + x) / 6000;
      at_y[x] = spot.y;
    }
  if (kernel->place != AMB_PLACE_NONE)
    kernel->placed (state->bytes, at_x, at_y, r, g, b, width);
  else
    kernel->row (state->bytes, r, g, b, width);
}

/* A row of linear light through a point kernel, by way of the kernel's domain. */
static void
run_row_at (
    const AmbKernel *kernel, const State *state, Spot spot, float *r, float *g, float *b, int width)
{
  for (int x = 0; x < width && kernel->domain == AMB_DOMAIN_OKLAB; x++)
    {
      AmbOklab pixel = amb_oklab_from_linear (r[x], g[x], b[x]);
      r[x] = pixel.lightness;
      g[x] = pixel.a;
      b[x] = pixel.b;
    }
  run_kernel (kernel, state, spot, r, g, b, width);
  for (int x = 0; x < width && kernel->domain == AMB_DOMAIN_OKLAB; x++)
    {
      AmbLinear pixel = amb_oklab_to_linear ((AmbOklab){ r[x], g[x], b[x] });
      r[x] = pixel.r;
      g[x] = pixel.g;
      b[x] = pixel.b;
    }
}

static void
run_row (const AmbKernel *kernel, const State *state, float *r, float *g, float *b, int width)
{
  run_row_at (kernel, state, edge, r, g, b, width);
}

/* Pictures of every kind in one row: levels of a photo, far outside, tiny, and what is no number.
 */
static void
fill (GRand *random, Rows rows)
{
  static const float special[]
      = { NAN,     -NAN,     INFINITY, -INFINITY, 0.0f,   -0.0f, 1e-40f, -1e-40f, FLT_MIN,
          FLT_MAX, -FLT_MAX, 1.0f,     0.18f,     -0.25f, 1e20f, -1e20f, 65504.0f };
  for (int c = 0; c < 3; c++)
    for (int x = 0; x < WIDTH; x++)
      {
        int kind = g_rand_int_range (random, 0, 10);
        if (kind == 0)
          rows[c][x] = special[g_rand_int_range (random, 0, G_N_ELEMENTS (special))];
        else if (kind == 1)
          rows[c][x] = (float) g_rand_double_range (random, -50, 50);
        else
          rows[c][x] = (float) g_rand_double_range (random, 0, 1);
      }
}

static void
fill_plain (GRand *random, Rows rows)
{
  for (int c = 0; c < 3; c++)
    for (int x = 0; x < WIDTH; x++)
      rows[c][x] = (float) g_rand_double_range (random, -0.1, 1.5);
}

/* Both ends, neutral, then anything. */
static void
choose_values (GRand *random, const AmbOperation *op, int round, double values[AMB_MAX_PARAMS])
{
  for (guint i = 0; i < op->n_params; i++)
    {
      const AmbParam *param = &op->params[i];
      const double fixed[] = { param->neutral, param->minimum, param->maximum };
      values[i]
          = round < 3 ? fixed[round] : g_rand_double_range (random, param->minimum, param->maximum);
    }
}

static void
neutral_values (const AmbOperation *op, double values[AMB_MAX_PARAMS])
{
  for (guint i = 0; i < op->n_params; i++)
    values[i] = op->params[i].neutral;
}

typedef void (*PerKernel) (const AmbOperation *op, const AmbKernel *kernel);

static void
for_each (AmbOpKind kind, PerKernel function)
{
  for (gsize v = 0; v < AMB_N_CPUS; v++)
    {
      const AmbKernel *const *kernels = amb_kernels_by_name (amb_cpu_names[v]);
      for (guint i = 0; kernels != NULL && i < amb_operations_count (); i++)
        if (amb_operations_list ()[i]->kind == kind)
          function (amb_operations_list ()[i], kernels[i]);
    }
}

static void
test_table (void)
{
  for (gsize v = 0; v < AMB_N_CPUS; v++)
    {
      const AmbKernel *const *kernels = amb_kernels_by_name (amb_cpu_names[v]);
      gboolean seen = FALSE; /* in its place: no look at the whole photo comes after */
      for (guint i = 0; kernels != NULL && i < amb_operations_count (); i++)
        {
          AmbOpKind kind = amb_operations_list ()[i]->kind;
          g_assert_cmpint (kernels[i] == NULL, ==, kind == AMB_OP_GEOMETRY);
          if (kernels[i] == NULL)
            continue;
          g_assert_cmpint (kernels[i]->kind, ==, kind);
          seen = seen || kernels[i]->place == AMB_PLACE_FRAME;
          g_assert_false (seen && kind == AMB_OP_LOCAL);
          g_assert_true (kernels[i]->place == AMB_PLACE_NONE || kind == AMB_OP_POINT);
          g_assert_cmpuint (amb_kernel_state_bytes (kernels[i]), <=, AMB_KERNEL_STATE_MOST);
        }
    }
  g_assert_nonnull (amb_kernels_by_name ("baseline"));
  g_assert_null (amb_kernels_by_name ("mmx"));
}

static void
test_choice (void)
{
  const AmbKernel *const *best = NULL;
  for (guint cpu = 0; cpu < AMB_N_CPUS; cpu++)
    {
      const AmbKernel *const *kernels = amb_kernels_by_name (amb_cpu_names[cpu]);
      g_assert_cmpint (kernels != NULL, ==, amb_cpu_runs (cpu));
      best = kernels != NULL ? kernels : best;
      g_setenv ("AMB_KERNELS", amb_cpu_names[cpu], TRUE);
      g_assert_true (kernels == NULL || amb_kernels () == kernels);
    }
  g_setenv ("AMB_KERNELS", "mmx", TRUE);
  g_assert_true (amb_kernels () == best);
  g_unsetenv ("AMB_KERNELS");
  g_assert_true (amb_kernels () == best);
}

static void
assert_examples (const AmbOperation *op, const AmbKernel *kernel)
{
  for (guint i = 0; i < op->n_examples; i++)
    {
      const AmbExample *example = &op->examples[i];
      float pixel[3] = { example->in[0], example->in[1], example->in[2] };
      State state;
      const Spot spot = { example->at[0], example->at[1], 0 };
      AmbKernelContext frame = context;
      frame.curves = example->curves;
      frame.lut = example->lut;
      prepare (kernel, &frame, example->params, &state);
      if (amb_operation_is_neutral (op, example->params)) /* never converted for it */
        run_kernel (kernel, &state, spot, &pixel[0], &pixel[1], &pixel[2], 1);
      else
        run_row_at (kernel, &state, spot, &pixel[0], &pixel[1], &pixel[2], 1);
      for (int c = 0; c < 3; c++)
        if (!(fabsf (pixel[c] - example->out[c]) <= example->tolerance))
          g_error ("%s, example %u, channel %d: %.9g instead of %.9g", op->id, i, c,
                   (double) pixel[c], (double) example->out[c]);
    }
}

static void
test_examples (void)
{
  for_each (AMB_OP_POINT, assert_examples);
}

/* In the kernel's own domain: a conversion is not exact, which is why neutral operations are left
 * out before there is one. */
static void
assert_neutral (const AmbOperation *op, const AmbKernel *kernel)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  Rows in, out;
  State state;
  double values[AMB_MAX_PARAMS];
  fill_plain (random, in);
  in[0][0] = in[1][1] = in[2][2] = 0;
  in[0][3] = in[1][3] = in[2][3] = 65504.0f;
  memcpy (out, in, sizeof in);
  neutral_values (op, values);
  prepare (kernel, &context, values, &state);
  run_kernel (kernel, &state, edge, out[0], out[1], out[2], WIDTH);
  g_assert_cmpmem (out, sizeof out, in, sizeof in);
}

static void
test_neutral_is_identity (void)
{
  for_each (AMB_OP_POINT, assert_neutral);
}

static void
assert_finite (const AmbOperation *op, const AmbKernel *kernel)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  for (int round = 0; round < 20; round++)
    {
      Rows rows;
      State state;
      double values[AMB_MAX_PARAMS];
      fill (random, rows);
      choose_values (random, op, round, values);
      prepare (kernel, &curved, values, &state);
      run_row (kernel, &state, rows[0], rows[1], rows[2], WIDTH);
      for (int c = 0; c < 3; c++)
        for (int x = 0; x < WIDTH; x++)
          g_assert_true (isfinite (rows[c][x]));
    }
}

static void
test_finite (void)
{
  for_each (AMB_OP_POINT, assert_finite);
}

static void
assert_nan_is_zero (const AmbOperation *op, const AmbKernel *kernel)
{
  float r = NAN, g = NAN, b = NAN;
  State state;
  double values[AMB_MAX_PARAMS];
  neutral_values (op, values);
  prepare (kernel, &context, values, &state);
  run_row (kernel, &state, &r, &g, &b, 1);
  g_assert_true (r == 0 && g == 0 && b == 0);
}

static void
test_nan_is_zero (void)
{
  for_each (AMB_OP_POINT, assert_nan_is_zero);
}

/* A pixel's value does not depend on where in a vector it falls. */
static void
assert_any_width (const AmbOperation *op, const AmbKernel *kernel)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  Rows whole, parts;
  State state;
  double values[AMB_MAX_PARAMS];
  fill (random, whole);
  memcpy (parts, whole, sizeof whole);
  choose_values (random, op, 5, values);
  prepare (kernel, &curved, values, &state);
  run_row (kernel, &state, whole[0], whole[1], whole[2], WIDTH);
  for (int x = 0, n = 1; x < WIDTH; x += n, n = n % 37 + 1)
    {
      n = MIN (n, WIDTH - x);
      run_row_at (kernel, &state, (Spot){ edge.x, edge.y, x }, parts[0] + x, parts[1] + x,
                  parts[2] + x, n);
    }
  g_assert_cmpmem (parts, sizeof parts, whole, sizeof whole);
}

static void
test_any_width (void)
{
  for_each (AMB_OP_POINT, assert_any_width);
}

static void
assert_variant_agrees (const AmbKernel *const *variant)
{
  const AmbKernel *const *baseline = amb_kernels_by_name ("baseline");
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  for (guint i = 0; i < amb_operations_count (); i++)
    for (int round = 0; round < 40 && amb_operations_list ()[i]->kind == AMB_OP_POINT; round++)
      {
        Rows a, b;
        State state_a, state_b;
        double values[AMB_MAX_PARAMS];
        fill (random, a);
        memcpy (b, a, sizeof a);
        choose_values (random, amb_operations_list ()[i], round, values);
        prepare (baseline[i], &curved, values, &state_a);
        prepare (variant[i], &curved, values, &state_b);
        g_assert_cmpmem (&state_a, sizeof state_a, &state_b, sizeof state_b);
        run_row (baseline[i], &state_a, a[0], a[1], a[2], WIDTH);
        run_row (variant[i], &state_b, b[0], b[1], b[2], WIDTH);
        g_assert_cmpmem (a, sizeof a, b, sizeof b);
      }
}

static void
test_variants_agree (void)
{
  for (guint cpu = AMB_CPU_BASELINE + 1; cpu < AMB_N_CPUS; cpu++)
    if (amb_cpu_runs (cpu))
      assert_variant_agrees (amb_kernels_by_name (amb_cpu_names[cpu]));
  if (amb_cpu_choose () == AMB_CPU_BASELINE)
    g_test_skip ("this build or processor has one variant only");
}

/* One pixel through one operation, by the chosen variant. */
static void
run (const char *op_id, double first, double second, float pixel[3])
{
  State state;
  const double values[AMB_MAX_PARAMS] = { first, second };
  for (guint i = 0; i < amb_operations_count (); i++)
    if (strcmp (amb_operations_list ()[i]->id, op_id) == 0)
      {
        prepare (amb_kernels ()[i], &context, values, &state);
        run_row (amb_kernels ()[i], &state, &pixel[0], &pixel[1], &pixel[2], 1);
      }
}

static float
luminance (const float pixel[3])
{
  return 0.2627f * pixel[0] + 0.6780f * pixel[1] + 0.0593f * pixel[2];
}

static void
test_higher_kelvin_is_warmer (void)
{
  float last = 0;
  for (double kelvin = 2000; kelvin <= 25000; kelvin *= 1.02)
    {
      float pixel[3] = { 0.5f, 0.5f, 0.5f };
      run ("white-balance", kelvin, 0, pixel);
      g_assert_cmpfloat (pixel[0] / pixel[2], >, last);
      g_assert_cmpfloat_with_epsilon (luminance (pixel), 0.5, 1e-5);
      last = pixel[0] / pixel[2];
    }
}

static void
test_higher_tint_is_more_magenta (void)
{
  float last = G_MAXFLOAT;
  for (double tint = -100; tint <= 100; tint += 5)
    {
      float pixel[3] = { 0.5f, 0.5f, 0.5f };
      run ("white-balance", 5000, tint, pixel);
      g_assert_cmpfloat (pixel[1] / (pixel[0] + pixel[2]), <, last);
      last = pixel[1] / (pixel[0] + pixel[2]);
    }
}

static void
test_contrast_rises (void)
{
  for (double amount = -100; amount <= 100; amount += 25)
    {
      float last = -1;
      for (int i = 0; i <= 3000; i++)
        {
          float pixel[3] = { i / 2000.0f, i / 2000.0f, i / 2000.0f };
          run ("contrast", amount, 0, pixel);
          g_assert_cmpfloat (pixel[0], >=, last);
          last = pixel[0];
        }
    }
}

static void
test_saturation_ends_in_grey (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  for (int i = 0; i < 2000; i++)
    {
      float pixel[3];
      for (int c = 0; c < 3; c++)
        pixel[c] = (float) g_rand_double (random);
      run ("saturation", -100, 0, pixel);
      g_assert_cmpfloat_with_epsilon (pixel[0], pixel[1], 1e-5);
      g_assert_cmpfloat_with_epsilon (pixel[1], pixel[2], 1e-5);
    }
}

static void
test_stated_errors (void)
{
  double worst_root = 0, worst_power = 0;
  for (double x = 1e-30; x < 1e30; x *= 1.003)
    {
      worst_root = MAX (worst_root, fabs (amb_cbrt ((float) x) / cbrt ((double) (float) x) - 1));
      g_assert_cmpfloat (amb_cbrt (-(float) x), ==, -amb_cbrt ((float) x));
    }
  for (double x = -1000; x < 1000; x += 0.337)
    worst_power = MAX (worst_power, fabs (amb_exp2 (x) / exp2 (x) - 1));
  g_assert_cmpfloat (worst_root, <, 6e-7);
  g_assert_cmpfloat (worst_power, <, 1e-15);
  g_assert_cmpfloat (amb_cbrt (0), ==, 0);
  g_assert_cmpfloat (amb_exp2 (3), ==, 8);
  g_assert_cmpfloat (amb_exp2 (-2), ==, 0.25);
}

static void
test_oklab_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  double worst = 0;
  for (int i = 0; i < 200000; i++)
    {
      float in[3];
      for (int c = 0; c < 3; c++)
        in[c] = (float) g_rand_double_range (random, -0.2, 1.2);
      AmbOklab lab = amb_oklab_from_linear (in[0], in[1], in[2]);
      AmbLinear back = amb_oklab_to_linear (lab);
      worst = MAX (worst, fabs ((double) back.r - (double) in[0]));
      worst = MAX (worst, fabs ((double) back.g - (double) in[1]));
      worst = MAX (worst, fabs ((double) back.b - (double) in[2]));
    }
  g_test_message ("Oklab there and back: at most %g", worst);
  g_assert_cmpfloat (worst, <, 8e-6);
}

static void
test_oklab_grey (void)
{
  for (float grey = -4.0f; grey < 60.0f; grey += 0.0137f)
    {
      AmbOklab lab = amb_oklab_from_linear (grey, grey, grey);
      AmbLinear back = amb_oklab_to_linear (lab);
      g_assert_true (lab.a == 0 && lab.b == 0);
      g_assert_true (back.r == back.g && back.g == back.b);
      g_assert_cmpfloat_with_epsilon (back.r, grey, 3e-6f * fabsf (grey));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/kernels/table", test_table);
  g_test_add_func ("/ops/kernels/choice", test_choice);
  g_test_add_func ("/ops/kernels/examples", test_examples);
  g_test_add_func ("/ops/kernels/neutral-is-identity", test_neutral_is_identity);
  g_test_add_func ("/ops/kernels/finite", test_finite);
  g_test_add_func ("/ops/kernels/nan-is-zero", test_nan_is_zero);
  g_test_add_func ("/ops/kernels/any-width", test_any_width);
  g_test_add_func ("/ops/kernels/variants-agree", test_variants_agree);
  g_test_add_func ("/ops/white-balance/higher-kelvin-is-warmer", test_higher_kelvin_is_warmer);
  g_test_add_func ("/ops/white-balance/higher-tint-is-more-magenta",
                   test_higher_tint_is_more_magenta);
  g_test_add_func ("/ops/contrast/rises", test_contrast_rises);
  g_test_add_func ("/ops/saturation/ends-in-grey", test_saturation_ends_in_grey);
  g_test_add_func ("/ops/kernel-math/stated-errors", test_stated_errors);
  g_test_add_func ("/ops/oklab/round-trip", test_oklab_round_trip);
  g_test_add_func ("/ops/oklab/grey", test_oklab_grey);
  return g_test_run ();
}

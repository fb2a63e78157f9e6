/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Local kernels: analysis and rows give the same bytes in either variant, numbers whatever they are
 * given, and nothing at all at the neutral setting; and the guided filter against its formula. */
#include "amb-cpu.h"
#include "amb-kernel.h"
#include "amb-operations.h"

#include <math.h>
#include <string.h>

enum
{
  WIDTH = 67,
  HEIGHT = 41,
  STRIDE = 80,
  FLOATS = STRIDE * (HEIGHT + 1),
  MAX_PARAMS = 8,
};

typedef struct
{
  _Alignas(64) float rgb[3][FLOATS];
  _Alignas(64) float plane[AMB_LOCAL_PLANES][FLOATS];
  _Alignas(64) float scratch[AMB_LOCAL_SCRATCH][FLOATS];
  float constants[AMB_LOCAL_CONSTANTS];
  _Alignas(64) char state[AMB_KERNEL_STATE_BYTES];
} Work;

static void
work_free (Work *self)
{
  g_aligned_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static Work *
work_new (void)
{
  return g_aligned_alloc (1, sizeof (Work), 64);
}

static void
fill (Work *work, guint32 seed, gboolean strange)
{
  static const float special[] = { NAN, INFINITY, -INFINITY, G_MAXFLOAT, -G_MAXFLOAT, 1e-40f, -3 };
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  memset (work, 0, sizeof *work);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < FLOATS; i++)
      if (strange && g_rand_int_range (random, 0, 20) == 0)
        work->rgb[c][i] = special[g_rand_int_range (random, 0, G_N_ELEMENTS (special))];
      else
        work->rgb[c][i] = (float) g_rand_double_range (random, -0.05, 1.3);
}

static void
analyse (Work *work, const AmbKernel *kernel)
{
  AmbLocalFrame frame
      = { .constants = work->constants, .width = WIDTH, .height = HEIGHT, .stride = STRIDE };
  for (int p = 0; p < 3; p++)
    frame.rgb[p] = work->rgb[p];
  for (guint p = 0; p < kernel->n_planes; p++)
    frame.plane[p] = work->plane[p];
  for (int p = 0; p < AMB_LOCAL_SCRATCH; p++)
    frame.scratch[p] = work->scratch[p];
  kernel->analyse (&frame);
}

/* All rows, with the small photo's own coefficients. */
static void
run (Work *work, const AmbKernel *kernel, const double *values)
{
  const AmbKernelContext context = { .long_edge_px = 6000 };
  analyse (work, kernel);
  kernel->prepare (&context, values, work->state);
  for (int y = 0; y < HEIGHT; y++)
    {
      const gsize at = (gsize) y * STRIDE;
      AmbLocalRow found = { .constants = work->constants };
      for (guint p = 0; p < kernel->n_planes; p++)
        found.plane[p] = work->plane[p] + at;
      kernel->local (work->state, &found, work->rgb[0] + at, work->rgb[1] + at, work->rgb[2] + at,
                     WIDTH);
    }
}

/* Both ends of every parameter, then neutral. */
static void
choose (const AmbOperation *op, int round, double values[MAX_PARAMS])
{
  for (guint i = 0; i < op->n_params; i++)
    values[i] = round == 0   ? op->params[i].minimum
                : round == 1 ? op->params[i].maximum
                             : op->params[i].neutral;
}

typedef void (*PerKernel) (const AmbOperation *op, const AmbKernel *kernel, guint index);

static void
for_each (PerKernel function)
{
  guint found = 0;
  for (gsize v = 0; v < AMB_N_CPUS; v++)
    {
      const AmbKernel *const *kernels = amb_kernels_by_name (amb_cpu_names[v]);
      for (guint i = 0; kernels != NULL && i < amb_operations_count (); i++)
        if (amb_operations_list ()[i]->kind == AMB_OP_LOCAL)
          {
            function (amb_operations_list ()[i], kernels[i], i);
            found++;
          }
    }
  g_assert_cmpuint (found, >, 0);
}

static void
assert_variants (const AmbOperation *op, const AmbKernel *kernel, guint index)
{
  const AmbKernel *other = amb_kernels_by_name ("baseline")[index];
  g_autoptr (Work) a = work_new ();
  g_autoptr (Work) b = work_new ();
  double values[MAX_PARAMS];
  for (int round = 0; round < 2; round++)
    {
      choose (op, round, values);
      fill (a, 1, TRUE);
      fill (b, 1, TRUE);
      run (a, kernel, values);
      run (b, other, values);
      g_assert_cmpmem (a->rgb, sizeof a->rgb, b->rgb, sizeof b->rgb);
      g_assert_cmpmem (a->plane, sizeof a->plane, b->plane, sizeof b->plane);
    }
}

static void
test_variants_agree (void)
{
  for_each (assert_variants);
}

static void
assert_finite (const AmbOperation *op, const AmbKernel *kernel, guint index)
{
  g_autoptr (Work) work = work_new ();
  double values[MAX_PARAMS];
  for (int round = 0; round < 2; round++)
    {
      choose (op, round, values);
      fill (work, 2, TRUE);
      run (work, kernel, values);
      for (int c = 0; c < 3; c++)
        for (int i = 0; i < HEIGHT * STRIDE; i++)
          g_assert_true (i % STRIDE >= WIDTH || isfinite (work->rgb[c][i]));
    }
}

static void
test_finite (void)
{
  for_each (assert_finite);
}

static void
assert_neutral (const AmbOperation *op, const AmbKernel *kernel, guint index)
{
  g_autoptr (Work) before = work_new ();
  g_autoptr (Work) after = work_new ();
  double values[MAX_PARAMS];
  choose (op, 2, values);
  fill (before, 3, FALSE);
  fill (after, 3, FALSE);
  run (after, kernel, values);
  g_assert_cmpmem (before->rgb, sizeof before->rgb, after->rgb, sizeof after->rgb);
}

static void
test_neutral_is_identity (void)
{
  for_each (assert_neutral);
}

/* --- The guided filter, as it is written (He, Sun, Tang 2013, equations 5, 6 and 8) --- */

typedef double Plane[HEIGHT][WIDTH];

static double
mean (const Plane in, int x, int y, int radius)
{
  double sum = 0;
  int n = 0;
  for (int j = MAX (y - radius, 0); j <= MIN (y + radius, HEIGHT - 1); j++)
    for (int i = MAX (x - radius, 0); i <= MIN (x + radius, WIDTH - 1); i++, n++)
      sum += in[j][i];
  return sum / n;
}

static void
expected_base (const Plane tones, int radius, double edge, Plane base)
{
  static Plane squares, a, b;
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      squares[y][x] = tones[y][x] * tones[y][x];
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        const double middle = mean (tones, x, y, radius);
        const double variance = mean (squares, x, y, radius) - middle * middle;
        a[y][x] = variance / (variance + edge * edge);
        b[y][x] = middle * (1 - a[y][x]);
      }
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      base[y][x] = mean (a, x, y, radius) * tones[y][x] + mean (b, x, y, radius);
}

/* Shadows' base layer: radius 1/16 of 67 pixels, edges of 0.05. */
static void
test_guided_formula (void)
{
  static Plane tones, base;
  g_autoptr (Work) work = work_new ();
  const AmbOperation *const *ops = amb_operations_list ();
  guint index = 0;
  while (strcmp (ops[index]->id, "shadows") != 0)
    index++;
  fill (work, 4, FALSE);
  analyse (work, amb_kernels ()[index]);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        const int at = y * STRIDE + x;
        const double light
            = 0.2627 * work->rgb[0][at] + 0.6780 * work->rgb[1][at] + 0.0593 * work->rgb[2][at];
        tones[y][x] = sqrt (MAX (light, 0));
      }
  expected_base (tones, 4, 0.05, base);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        const int at = y * STRIDE + x;
        g_assert_cmpfloat_with_epsilon (work->plane[0][at] * tones[y][x] + work->plane[1][at],
                                        base[y][x], 1e-5);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/local/variants-agree", test_variants_agree);
  g_test_add_func ("/ops/local/finite", test_finite);
  g_test_add_func ("/ops/local/neutral-is-identity", test_neutral_is_identity);
  g_test_add_func ("/ops/local/guided-formula", test_guided_formula);
  return g_test_run ();
}

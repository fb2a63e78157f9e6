/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* .cube files: what is read is within its limits and finite, and looking it up gives finite
 * colours; what is refused has a reason. */
#include "fuzz.h"

#include "amb-cube.h"
#include "amb-error.h"
#include "amb-kernel.h"
#include "amb-operations.h"

#include <math.h>
#include <string.h>

const guint fuzz_rounds = 20000;

typedef struct
{
  _Alignas(64) char bytes[AMB_KERNEL_STATE_MOST];
} State;

static const AmbKernel *
find_kernel (void)
{
  for (guint i = 0; i < amb_operations_count (); i++)
    if (strcmp (amb_operations_list ()[i]->id, "lut") == 0)
      return amb_kernels ()[i];
  return NULL;
}

static void
check_table (const AmbLut *lut)
{
  const guint most = lut->is_cube ? AMB_LUT_MAX_CUBE : AMB_LUT_MAX_CURVE;
  gsize n = lut->size;

  g_assert_cmpuint (lut->size, >=, AMB_LUT_MIN_SIZE);
  g_assert_cmpuint (lut->size, <=, most);
  n *= lut->is_cube ? (gsize) lut->size * lut->size : 1;
  for (gsize i = 0; i < n * 4; i++)
    g_assert_true (isfinite (lut->colours[i]));
  for (int c = 0; c < 3; c++)
    g_assert_cmpfloat (lut->domain_min[c], <, lut->domain_max[c]);
}

/* At its corners and far outside. */
static void
look_up (const AmbLut *lut)
{
  static const float values[] = { 0, 0.18f, 1, -1, 1e9f, -1e9f, NAN, INFINITY };
  const AmbKernelContext context = { .long_edge_px = 1000, .lut = lut };
  const double settings[] = { 1, 100 };
  const AmbKernel *kernel = find_kernel ();
  float r[8], g[8], b[8];
  State state = { 0 };

  for (guint i = 0; i < 8; i++)
    {
      r[i] = values[i];
      g[i] = values[(i + 3) % 8];
      b[i] = values[(i * 5 + 1) % 8];
    }
  kernel->prepare (&context, settings, state.bytes);
  kernel->row (state.bytes, r, g, b, 8);
  for (guint i = 0; i < 8; i++)
    g_assert_true (isfinite (r[i]) && isfinite (g[i]) && isfinite (b[i]));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *exact = g_memdup2 (bytes, length); /* one byte too far is seen */
  g_autoptr (AmbLut) lut = amb_cube_parse (exact != NULL ? exact : "", length, &error);

  if (lut == NULL)
    {
      g_assert_true (g_error_matches (error, AMB_ERROR, AMB_ERROR_DAMAGED)
                     || g_error_matches (error, AMB_ERROR, AMB_ERROR_UNSUPPORTED)
                     || g_error_matches (error, AMB_ERROR, AMB_ERROR_MEMORY));
      g_assert_cmpuint (strlen (error->message), >, 0);
      return 0;
    }
  g_assert_no_error (error);
  check_table (lut);
  look_up (lut);
  return 0;
}

GPtrArray *
fuzz_seeds (void)
{
  static const char *const texts[] = {
    "TITLE \"a look\"\n# comment\nLUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\n"
    "0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n",
    "LUT_1D_SIZE 3\r\nLUT_1D_INPUT_RANGE -0.5 1.5e0\r\n0.1 .2 3e-1\r\n0.5 0.5 0.5\r\n1 1 1",
    "\xef\xbb\xbfLUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0 1\n-1e-38 3.4e38 0.00000000000000000001\n"
    "1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n123456789012345678901234567890e-29 1 1\n",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));
  return seeds;
}

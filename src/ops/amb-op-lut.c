/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A look from a file: a table of colours, three-dimensional or a curve for each channel.
 *
 * DESIGN. The table is looked up by sRGB: primaries of ITU-R BT.709, encoded as IEC 61966-2-1. The
 * format (Adobe Cube LUT Specification 1.0) does not say by what, and the looks that are sold and
 * shared are made for finished pictures on such screens; those for a camera's logarithmic footage
 * are wrong for a photo whatever is done with them. A table has no answer outside its domain, so
 * colours there are brought to its edge first: a photo's colours beyond sRGB do not come through at
 * full amount. Interpolation is tetrahedral (Kasson, Plouffe and Nin 1993), which keeps a grey axis
 * grey where the table does. The amount mixes encoded values, so that half of it looks like half.
 */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_FILE,
  PARAM_AMOUNT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_FILE]
  = { .id = "file",
      .title = N_("File"),
      .type = AMB_PARAM_FILE,
      .maximum = 1,
      .slider_max = 1,
      .step = 1,
      .help = N_("A look-up table in a .cube file, with up to 65 steps on each side.") },
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Amount"),
                     .type = AMB_PARAM_NUMBER,
                     .maximum = 100,
                     .slider_max = 100,
                     .neutral = 100,
                     .step = 1,
                     .unit = AMB_UNIT_PERCENT,
                     .flags = AMB_PARAM_MODIFIER,
                     .help = N_("How much of the look is mixed in.") },
};

/* Corners of a cube: black, red, green, yellow, blue, magenta, cyan, white. */
static float swapping_colours[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0,
                                    1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0 };
static float bent_colours[]
    = { 0, 0,    0,    0, 1,    0,   0,    0, 0, 1, 0,    0, 1, 1,    0, 0,
        0, 0.25, 0.75, 0, 0.75, 0.5, 0.75, 0, 0, 1, 0.75, 0, 1, 0.75, 1, 0 };
static float falling_colours[] = { 1, 0, 0, 0, 0.25f, 0.5f, 0, 0, 0, 1, 0, 0 };

/* Red, green and blue change to green, blue and red. */
static const AmbLut swapping
    = { .is_cube = TRUE, .size = 2, .domain_max = { 1, 1, 1 }, .colours = swapping_colours };
static const AmbLut bent
    = { .is_cube = TRUE, .size = 2, .domain_max = { 1, 1, 1 }, .colours = bent_colours };
/* Curves: red falls, green rises, blue is taken away; on -1..1. */
static const AmbLut falling = {
  .size = 3, .domain_min = { -1, -1, -1 }, .domain_max = { 1, 1, 1 }, .colours = falling_colours
};

static const AmbExample examples[] = {
  { { 0, 100 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 1, 100 }, { 0.3f, 0.3f, 0.3f }, { 0.3f, 0.3f, 0.3f }, 2e-4f, NULL, &swapping },
  { { 1, 100 },
    { 0.3f, 0.2f, 0.1f },
    { 0.1852444f, 0.3514001f, 0.2029853f },
    2e-4f,
    NULL,
    &swapping },
  { { 1, 50 },
    { 0.3f, 0.2f, 0.1f },
    { 0.2208932f, 0.2651942f, 0.1450637f },
    2e-4f,
    NULL,
    &swapping },
  { { 1, 100 }, { 0.2f, 0.3f, 0.4f }, { 0.1691314f, 0.2236755f, 0.3120701f }, 2e-4f, NULL, &bent },
  { { 1, 100 }, { 1.5f, -0.1f, 0.4f }, { 0.4512358f, 0.1366918f, 0.2240862f }, 2e-4f, NULL, &bent },
  { { 1, 100 },
    { 0.5f, 0.5f, 0.5f },
    { 0.2421994f, 0.6670150f, 0.0638972f },
    2e-4f,
    NULL,
    &falling },
};

const AmbOperation amb_operation_lut = {
  .id = "lut",
  .title = N_("LUT"),
  .help = N_("A .cube look-up table (Adobe Cube LUT Specification 1.0) by tetrahedral "
              "interpolation (Kasson, Plouffe and Nin 1993), looked up by sRGB (IEC 61966-2-1)."),
  .section = AMB_SECTION_COLOUR,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
  .adds_colour = TRUE,
};

#else

#include "amb-kernel-table.h"

/* ITU-R BT.2087-0: linear BT.2020 to BT.709 and back. */
static const float to_srgb[3][3] = {
  { 1.66049100f, -0.58764114f, -0.07284986f },
  { -0.12455047f, 1.13289990f, -0.00834942f },
  { -0.01815076f, -0.10057890f, 1.11872966f },
};
static const float from_srgb[3][3] = {
  { 0.62740390f, 0.32928304f, 0.04331307f },
  { 0.06909729f, 0.91954040f, 0.01136232f },
  { 0.01639144f, 0.08801331f, 0.89559525f },
};

/* An entry of the table: red, green, blue, nothing; aligned as floats are. */
typedef float Colour __attribute__ ((vector_size (16), aligned (4)));

typedef struct
{
  AmbTable encode, decode;
  const AmbLut *lut; /* NULL: nothing is done */
  guint64 key;       /* what is kept of an analysis knows a state by its bytes */
  float amount;
  float scale[3]; /* steps of the table an encoded unit */
  /* Of a cube, in colours: from one step of green and of blue to the next; from a cell's first
   * corner to its last, and to the second and third of a tetrahedron, by the order of the
   * fractions: bit 0 says that red is at least green, bit 1 green at least blue, bit 2 red at least
   * blue. */
  int rows, planes, white;
  int second[8], third[8];
} State;

/* f over 0..1, straight on outside. */
static void
fill (AmbTable *table, double (*f) (double), double slope_before, double slope_after)
{
  for (int i = 0; i <= AMB_TABLE_CELLS; i++)
    table->values[i] = (float) f (amb_table_place (0, 1, i));
  table->values[AMB_TABLE_CELLS + 1] = table->values[AMB_TABLE_CELLS];
  table->first = 0;
  table->last = 1;
  table->scale = 1;
  table->slope_before = (float) slope_before;
  table->slope_after = (float) slope_after;
}

static void
prepare_cube (State *self)
{
  static const struct
  {
    int first, last; /* channels with the largest and the smallest fraction */
  } orders[8] = { { 2, 0 }, { 2, 1 }, { 1, 0 }, { 2, 0 }, { 2, 0 }, { 0, 1 }, { 1, 2 }, { 0, 2 } };
  const int size = (int) self->lut->size;
  const int steps[3] = { 1, size, size * size };
  self->rows = steps[1];
  self->planes = steps[2];
  self->white = steps[0] + steps[1] + steps[2];
  for (int i = 0; i < 8; i++)
    {
      self->second[i] = steps[orders[i].first];
      self->third[i] = self->white - steps[orders[i].last];
    }
}

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->lut = context->lut;
  self->key = self->lut != NULL ? self->lut->key : 0;
  self->amount = (float) (values[PARAM_AMOUNT] / 100);
  fill (&self->encode, amb_srgb_encode, AMB_SRGB_SLOPE, 1 / amb_srgb_decode_slope (1));
  fill (&self->decode, amb_srgb_decode, 1 / AMB_SRGB_SLOPE, amb_srgb_decode_slope (1));
  for (int c = 0; self->lut != NULL && c < 3; c++)
    self->scale[c]
        = (float) (self->lut->size - 1) / (self->lut->domain_max[c] - self->lut->domain_min[c]);
  if (self->lut != NULL && self->lut->is_cube)
    prepare_cube (self);
}

static void
matrix_block (const float m[3][3], float *restrict r, float *restrict g, float *restrict b, int n)
{
  for (int i = 0; i < n; i++)
    {
      float x = r[i], y = g[i], z = b[i];
      r[i] = m[0][0] * x + m[0][1] * y + m[0][2] * z;
      g[i] = m[1][0] * x + m[1][1] * y + m[1][2] * z;
      b[i] = m[2][0] * x + m[2][1] * y + m[2][2] * z;
    }
}

/* Places of encoded values on the table: whole steps, so that one more is still on it, into cells,
 * the rest into plane. A value outside is at the edge. */
static void
find_cells (const State *self, int channel, float *restrict plane, int32_t *restrict cells, int n)
{
  const float first = self->lut->domain_min[channel], scale = self->scale[channel];
  const float end = (float) (self->lut->size - 1), last = (float) (self->lut->size - 2);
  for (int i = 0; i < n; i++)
    {
      float step = amb_at_most (amb_at_least ((plane[i] - first) * scale, 0.0f), end);
      cells[i] = (int32_t) amb_at_most (step, last);
      plane[i] = step - (float) cells[i];
    }
}

/* Of the cell's six tetrahedra, all with the diagonal from black to white, the one that holds the
 * place: from the first corner along the channel with the largest fraction, then the middle one. No
 * branches: which of six it is nobody can foresee. */
static inline void
look_up_cube (const State *self, const Colour *corner, const float f[3], Colour *out)
{
  const int order = (f[0] >= f[1]) | (f[1] >= f[2]) << 1 | (f[0] >= f[2]) << 2;
  const float high = amb_at_least (amb_at_least (f[0], f[1]), f[2]);
  const float low = amb_at_most (amb_at_most (f[0], f[1]), f[2]);
  const float middle
      = amb_at_least (amb_at_most (f[0], f[1]), amb_at_most (amb_at_least (f[0], f[1]), f[2]));
  *out = corner[0] * (1.0f - high) + corner[self->second[order]] * (high - middle)
         + corner[self->third[order]] * (middle - low) + corner[self->white] * low;
}

/* Fractions in planes become colours. */
static void
look_up_cubes (const State *self, float *const planes[3], int32_t cells[3][AMB_TABLE_BLOCK], int n)
{
  const Colour *colours = (const Colour *) (const void *) self->lut->colours;
  float *const r = planes[0], *const g = planes[1], *const b = planes[2];
  for (int i = 0; i < n; i++)
    {
      const float f[3] = { r[i], g[i], b[i] };
      Colour out;
      look_up_cube (self,
                    colours + cells[0][i] + self->rows * cells[1][i] + self->planes * cells[2][i],
                    f, &out);
      r[i] = out[0];
      g[i] = out[1];
      b[i] = out[2];
    }
}

static void
look_up_curves (const State *self, float *const planes[3], int32_t cells[3][AMB_TABLE_BLOCK], int n)
{
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < n; i++)
      {
        const float *ends = self->lut->colours + 4 * cells[c][i] + c;
        planes[c][i] = ends[0] + planes[c][i] * (ends[4] - ends[0]);
      }
}

/* Of encoded values. */
static void
look_up_block (const State *self, float *restrict r, float *restrict g, float *restrict b, int n)
{
  float before[3][AMB_TABLE_BLOCK];
  int32_t cells[3][AMB_TABLE_BLOCK];
  float *const planes[3] = { r, g, b };
  for (int c = 0; c < 3; c++)
    {
      memcpy (before[c], planes[c], (size_t) n * sizeof (float));
      find_cells (self, c, planes[c], cells[c], n);
    }
  if (self->lut->is_cube)
    look_up_cubes (self, planes, cells, n);
  else
    look_up_curves (self, planes, cells, n);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < n; i++)
      planes[c][i] = before[c][i] + self->amount * (planes[c][i] - before[c][i]);
}

static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const State *self = state;
  if (self->lut == NULL)
    {
      amb_finite_row (r, width);
      amb_finite_row (g, width);
      amb_finite_row (b, width);
      return;
    }
  for (int x = 0; x < width; x += AMB_TABLE_BLOCK)
    {
      int n = width - x < AMB_TABLE_BLOCK ? width - x : AMB_TABLE_BLOCK;
      matrix_block (to_srgb, r + x, g + x, b + x, n);
      amb_table_row (&self->encode, r + x, n);
      amb_table_row (&self->encode, g + x, n);
      amb_table_row (&self->encode, b + x, n);
      look_up_block (self, r + x, g + x, b + x, n);
      amb_table_row (&self->decode, r + x, n);
      amb_table_row (&self->decode, g + x, n);
      amb_table_row (&self->decode, b + x, n);
      matrix_block (from_srgb, r + x, g + x, b + x, n);
    }
}

const AmbKernel AMB_KERNEL_NAME (lut) = {
  .kind = AMB_OP_POINT,
  .state_bytes = sizeof (State),
  .prepare = prepare,
  .row = row,
};

#endif

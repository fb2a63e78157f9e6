/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks and prepares what a recipe changes. */
#include "amb-stages.h"

#include "amb-floats.h"
#include "amb-loops.h"
#include "amb-operations.h"

/* The output's own sharpening, by AmbOutputSharpen: what shrinking takes is as wide as a pixel. */
static const double output_amounts[] = { 0, 30, 60, 100 };
#define OUTPUT_RADIUS 0.7 /* pixels of the output */

static gboolean
is_active (const AmbRecipe *recipe, const AmbOperation *op, double *values)
{
  if (op->kind == AMB_OP_GEOMETRY)
    return FALSE;
  amb_recipe_get_values (recipe, op, values);
  return !amb_operation_is_neutral (op, values);
}

/* Where the first count kernels' states end. */
static gsize
state_bytes (const AmbKernel *const *kernels, guint count)
{
  gsize bytes = 0;
  for (guint i = 0; i < count; i++)
    bytes += kernels[i] != NULL ? amb_kernel_state_bytes (kernels[i]) : 0;
  return bytes;
}

static void
add_stage (AmbStages *self,
           const AmbKernel *kernel,
           const AmbKernelContext *context,
           const double *values,
           void *state)
{
  AmbStage *stage = &self->stages[self->n];
  stage->kernel = kernel;
  stage->state = state;
  kernel->prepare (context, values, stage->state);
  if (kernel->kind == AMB_OP_AREA)
    {
      stage->halo = kernel->halo (stage->state);
      self->n_areas++;
    }
  self->n++;
}

static void
add_output_sharpening (AmbStages *self,
                       const AmbKernel *kernel,
                       const AmbKernelContext *frame,
                       AmbOutputSharpen sharpen,
                       void *state)
{
  guint amount = 0, radius = 0;
  double values[AMB_MAX_PARAMS] = { 0 };
  amb_operations_find_param ("sharpen.amount", NULL, &amount);
  amb_operations_find_param ("sharpen.radius", NULL, &radius);
  values[amount] = output_amounts[sharpen];
  values[radius] = OUTPUT_RADIUS / frame->long_edge_px;
  add_stage (self, kernel, frame, values, state);
}

gboolean
amb_stages_init (AmbStages *self,
                 const AmbRecipe *recipe,
                 const AmbKernelContext *frame,
                 AmbLuts *luts,
                 AmbOutputSharpen sharpen)
{
  const AmbOperation *const *operations = amb_operations_list ();
  const AmbKernel *const *kernels = amb_kernels ();
  const guint count = amb_operations_count ();
  *self = (AmbStages){ 0 };
  self->stages = g_new0 (AmbStage, count + 1);
  self->states
      = amb_floats_new ((state_bytes (kernels, count) + AMB_KERNEL_STATE_BYTES) / sizeof (float));
  if (self->states == NULL)
    return FALSE;
  for (guint i = 0; i < count; i++)
    {
      double values[AMB_MAX_PARAMS];
      AmbKernelContext context = *frame;
      context.curves = amb_recipe_get_curves (recipe, operations[i]);
      void *state = (guint8 *) self->states + state_bytes (kernels, i);
      if (sharpen != AMB_SHARPEN_NONE && g_str_equal (operations[i]->id, "sharpen"))
        add_output_sharpening (self, kernels[i], frame, sharpen,
                               (guint8 *) self->states + state_bytes (kernels, count));
      if (!is_active (recipe, operations[i], values))
        continue;
      AmbLut *lut = amb_luts_find (luts, amb_recipe_get_file_of (recipe, operations[i]));
      context.lut = lut;
      self->stages[self->n].lut = lut;
      add_stage (self, kernels[i], &context, values, state);
    }
  return TRUE;
}

void
amb_stages_clear (AmbStages *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_clear_pointer (&self->stages[i].map, amb_local_map_unref);
      g_clear_pointer (&self->stages[i].lut, amb_lut_unref);
    }
  g_clear_pointer (&self->stages, g_free);
  g_clear_pointer (&self->states, free);
}

static void
convert (AmbDomain from, AmbDomain to, float *const planes[4], int n)
{
  if (from == to)
    return;
  if (to == AMB_DOMAIN_OKLAB)
    amb_loops ()->oklab->from_linear (planes[0], planes[1], planes[2], n);
  else
    amb_loops ()->oklab->to_linear (planes[0], planes[1], planes[2], n);
}

void
amb_stages_run_points (
    const AmbStages *self, guint first, guint last, int x, int y, float *const planes[4], int n)
{
  AmbDomain domain = AMB_DOMAIN_LINEAR;
  for (guint i = first; i < last; i++)
    {
      const AmbStage *stage = &self->stages[i];
      convert (domain, stage->kernel->domain, planes, n);
      if (stage->map != NULL)
        amb_local_run (stage->map, &self->place, stage->kernel, stage->state, x, y, planes, n);
      else if (stage->kernel->place != AMB_PLACE_NONE)
        amb_spots_run (&self->spots, &self->place, stage->kernel, stage->state, x, y, planes, n);
      else
        stage->kernel->row (stage->state, planes[0], planes[1], planes[2], n);
      domain = stage->kernel->domain;
    }
  convert (domain, AMB_DOMAIN_LINEAR, planes, n);
}

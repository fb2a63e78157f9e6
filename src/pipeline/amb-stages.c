/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks and prepares what a recipe changes. */
#include "amb-stages.h"

#include "amb-floats.h"
#include "amb-loops.h"
#include "amb-operations.h"

static gboolean
is_active (const AmbRecipe *recipe, const AmbOperation *op, double *values)
{
  if (op->kind == AMB_OP_GEOMETRY)
    return FALSE;
  amb_recipe_get_values (recipe, op, values);
  return !amb_operation_is_neutral (op, values);
}

static void
add_stage (AmbStages *self, const AmbKernel *kernel, double long_edge_px, const double *values)
{
  const AmbKernelContext context = { .long_edge_px = long_edge_px };
  AmbStage *stage = &self->stages[self->n];
  stage->kernel = kernel;
  stage->state = (guint8 *) self->states + (gsize) self->n * AMB_KERNEL_STATE_BYTES;
  kernel->prepare (&context, values, stage->state);
  if (kernel->kind == AMB_OP_AREA)
    {
      stage->halo = kernel->halo (stage->state);
      self->n_areas++;
    }
  self->n++;
}

gboolean
amb_stages_init (AmbStages *self, const AmbRecipe *recipe, double long_edge_px)
{
  const AmbOperation *const *operations = amb_operations_list ();
  const AmbKernel *const *kernels = amb_kernels ();
  const guint count = amb_operations_count ();
  *self = (AmbStages){ 0 };
  self->stages = g_new0 (AmbStage, count + 1);
  self->states = amb_floats_new ((gsize) (count + 1) * AMB_KERNEL_STATE_BYTES / sizeof (float));
  if (self->states == NULL)
    return FALSE;
  for (guint i = 0; i < count; i++)
    {
      double values[AMB_MAX_PARAMS];
      if (is_active (recipe, operations[i], values))
        add_stage (self, kernels[i], long_edge_px, values);
    }
  return TRUE;
}

void
amb_stages_clear (AmbStages *self)
{
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
    const AmbStages *self, guint first, guint last, float *const planes[4], int n)
{
  AmbDomain domain = AMB_DOMAIN_LINEAR;
  for (guint i = first; i < last; i++)
    {
      const AmbStage *stage = &self->stages[i];
      convert (domain, stage->kernel->domain, planes, n);
      stage->kernel->row (stage->state, planes[0], planes[1], planes[2], n);
      domain = stage->kernel->domain;
    }
  convert (domain, AMB_DOMAIN_LINEAR, planes, n);
}

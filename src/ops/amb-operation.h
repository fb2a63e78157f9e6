/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an edit operation declares about itself. Everything else (panel, serialisation, command
 * line, docs, tests) derives from it. */
#pragma once

#include "amb-lut.h"
#include "amb-spline.h"

G_BEGIN_DECLS

enum
{
  AMB_MAX_PARAMS = 32, /* of one operation */
};

typedef enum
{
  AMB_PARAM_NUMBER,  /* double; GVariant d */
  AMB_PARAM_INTEGER, /* int; GVariant i */
  AMB_PARAM_BOOLEAN, /* GVariant b; range 0..1 */
  AMB_PARAM_CURVE, /* GVariant a(dd), see amb-spline.h; its number is 1 where one is set, else 0 */
  AMB_PARAM_FILE,  /* GVariant s, see amb-content.h; its number as a curve's */
} AmbParamType;

typedef enum
{
  AMB_UNIT_NONE,
  AMB_UNIT_EV,
  AMB_UNIT_KELVIN,
  AMB_UNIT_PERCENT,
  AMB_UNIT_DEGREES,
  AMB_UNIT_LONG_EDGE, /* a fraction of the long edge of the upright, uncropped photo */
  AMB_UNIT_FRACTION,  /* of the frame's width or height */
} AmbUnit;

typedef enum
{
  AMB_SCALE_LINEAR,
  AMB_SCALE_LOG, /* the slider runs on the logarithm of the value */
} AmbScale;

typedef enum
{
  AMB_PARAM_DEFAULT = 0,
  AMB_PARAM_MODIFIER
  = 1 << 0, /* does nothing by itself: not looked at when asking whether the operation is neutral */
  AMB_PARAM_HIDDEN = 1 << 1, /* no row in the panel: an on-photo tool or an action sets it */
  AMB_PARAM_WRAPS = 1 << 2,  /* out-of-range integers wrap instead of clamping (quarter turns) */
} AmbParamFlags;

typedef struct
{
  const char *id;    /* "ev"; the full id is "exposure.ev"; never renamed */
  const char *title; /* N_() */
  const char *group; /* N_(), nullable: the heading of parameters that follow each other */
  AmbParamType type;
  double minimum, maximum;       /* hard range */
  double slider_min, slider_max; /* the slider's range; typing may go to the hard range */
  double neutral;                /* the default */
  double step;                   /* one arrow key press */
  int digits;                    /* decimals shown, after the unit's factor (long edges: percent) */
  AmbUnit unit;
  AmbScale scale;
  AmbParamFlags flags;
  const char *help; /* N_(), a sentence */
} AmbParam;

typedef enum
{
  AMB_OP_GEOMETRY, /* changes where a pixel is */
  AMB_OP_POINT,    /* output pixel depends on the same input pixel and its place only */
  AMB_OP_AREA,     /* reads a halo around the pixel */
  AMB_OP_LOCAL, /* the same input pixel and what the whole photo, seen small, is like around it */
} AmbOpKind;

typedef enum
{
  AMB_SECTION_LIGHT,
  AMB_SECTION_COLOUR,
  AMB_SECTION_DETAIL,
  AMB_SECTION_OPTICS,
  AMB_SECTION_EFFECTS,
  AMB_SECTION_GEOMETRY,
  AMB_N_SECTIONS
} AmbSection;

/* A worked example of a point operation: parameter values in declaration order, linear Rec. 2020 in
 * and out. */
typedef struct
{
  double params[AMB_MAX_PARAMS];
  float in[3];
  float out[3];
  float tolerance;
  const AmbSpline *const *curves; /* as AmbKernelContext's; nullable */
  const AmbLut *lut;              /* as AmbKernelContext's; nullable */
  float at[2]; /* the pixel's place, in long edges from the centre of a whole photo of 6000 x 4000
                  pixels; for operations that ask */
} AmbExample;

/* Reads a recipe value written under an older id, or with an older meaning. */
typedef struct
{
  const char *old_id; /* full id, "op.param" */
  const char *new_id; /* full id */
  double factor;      /* new value = old value * factor + offset */
  double offset;
} AmbMigration;

typedef struct
{
  const char *id;    /* "exposure" */
  const char *title; /* N_() */
  const char *help;  /* N_(), a sentence with its source in literature or a standard */
  AmbSection section;
  AmbOpKind kind;
  const AmbParam *params;
  guint n_params;
  const AmbExample *examples;
  guint n_examples;
  const AmbMigration *migrations;
  guint n_migrations;
  gboolean adds_colour; /* a grey photo may come out coloured: its output is then no longer grey */
} AmbOperation;

G_END_DECLS

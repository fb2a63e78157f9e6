/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an operation's kernel looks like. Compiled for the worker only (AMB_WORKER), once per
 * instruction set: the same source gives the same bytes in each. */
#pragma once

#include "amb-operation.h"

G_BEGIN_DECLS

/* AMB_VARIANT is baseline, avx2 or avx512, set by meson: AMB_KERNEL_NAME (exposure) ->
 * amb_kernel_exposure_avx2 */
#define AMB_KERNEL_PASTE_(a, b) amb_kernel_##a##_##b
#define AMB_KERNEL_PASTE(a, b) AMB_KERNEL_PASTE_ (a, b)
#define AMB_KERNEL_NAME(word) AMB_KERNEL_PASTE (word, AMB_VARIANT)

enum
{
  AMB_KERNEL_STATE_BYTES
  = 1024, /* prepared constants of an operation whose kernel does not say more */
  AMB_KERNEL_STATE_MOST = 64 * 1024,
};

/* In long edges of the upright, uncropped photo, from its centre, to the right and down. */
typedef struct
{
  double left, top, right, bottom;
} AmbKernelBox;

/* What prepare may know about the frame. */
typedef struct
{
  double long_edge_px; /* long edge of the upright, uncropped photo at the scale being rendered,
                          pixels */
  const AmbSpline *const
      *curves;        /* by parameter index, NULL where none is set; NULL: none at all */
  double scale;       /* rendered pixels a pixel of the photo; 0 means 1 */
  AmbKernelBox frame; /* the whole photo, upright and straightened */
  AmbKernelBox crop;  /* what of it is rendered */
  const AmbLut *lut; /* of the operation's file, which outlives the state; NULL where none is set */
} AmbKernelContext;

/* Rows of planar linear RGB (Rec. 2020 primaries), unbounded floats. */
typedef struct
{
  float *plane[3]; /* first wanted pixel of the first wanted row */
  gsize stride;    /* floats from one row to the next */
  int width, height;
} AmbPlanes;

/* What the three planes of a row hold. The conversion is made once for the operations that follow
 * each other in a domain; area operations are linear. */
typedef enum
{
  AMB_DOMAIN_LINEAR, /* red, green, blue: linear Rec. 2020 */
  AMB_DOMAIN_OKLAB,  /* lightness, a, b: see amb-oklab.h; always finite */
} AmbDomain;

/* Where a row's pixels are, for point operations that ask; in units of AmbKernelBox. */
typedef enum
{
  AMB_PLACE_NONE,  /* the kernel does not ask */
  AMB_PLACE_FRAME, /* in the straightened photo, as it is seen; y is the same for the whole row.
                      Only after the last local operation: a look at the whole photo does not know
                      what is seen of it */
  AMB_PLACE_PHOTO, /* in the photo before it was straightened: what the lens saw */
} AmbPlace;

enum
{
  AMB_LOCAL_PLANES = 4,    /* that an analysis may make */
  AMB_LOCAL_CONSTANTS = 4, /* and numbers for the whole photo */
  AMB_LOCAL_SCRATCH = 8,   /* planes to work in */
};

/* The whole upright photo, small, in linear light, as it comes to a local operation. */
typedef struct
{
  const float *rgb[3];
  float *plane[AMB_LOCAL_PLANES];    /* n_planes of them, to be made */
  float *constants;                  /* AMB_LOCAL_CONSTANTS, to be made */
  float *scratch[AMB_LOCAL_SCRATCH]; /* 64-byte aligned, height + 1 rows */
  int width, height;
  gsize stride; /* floats, of all planes; more than width */
} AmbLocalFrame;

/* What an analysis made, at the pixels of a row. */
typedef struct
{
  const float *plane[AMB_LOCAL_PLANES];
  const float *constants;
} AmbLocalRow;

typedef struct
{
  AmbOpKind kind;
  AmbDomain domain;

  gsize state_bytes; /* of the prepared constants, up to AMB_KERNEL_STATE_MOST; 0:
                        AMB_KERNEL_STATE_BYTES */

  /* values in declaration order, already clamped. state: amb_kernel_state_bytes () bytes, 64-byte
   * aligned, zeroed. No allocation. */
  void (*prepare) (const AmbKernelContext *context, const double *values, void *state);

  /* POINT: width pixels in place; r, g and b are the planes of the domain. */
  void (*row) (
      const void *state, float *restrict r, float *restrict g, float *restrict b, int width);

  /* POINT: with a place, the kernel has placed instead of row; at_x and at_y: of each pixel. */
  AmbPlace place;
  void (*placed) (const void *state,
                  const float *restrict at_x,
                  const float *restrict at_y,
                  float *restrict r,
                  float *restrict g,
                  float *restrict b,
                  int width);

  /* AREA: pixels needed on each side. */
  int (*halo) (const void *state);
  /* AREA: in holds halo more valid pixels on every side of the wanted rectangle (its planes point
   * at the wanted top left); out has the wanted size; the two never overlap. scratch:
   * scratch_floats (state, width, height) floats, 64-byte aligned. */
  gsize (*scratch_floats) (const void *state, int width, int height);
  void (*area) (const void *state, const AmbPlanes *in, const AmbPlanes *out, float *scratch);

  /* LOCAL: planes that analyse makes. It does not know the settings, so that it need not be asked
   * again when they change. */
  guint n_planes;
  void (*analyse) (const AmbLocalFrame *frame);
  /* LOCAL: width pixels in place. */
  void (*local) (const void *state,
                 const AmbLocalRow *found,
                 float *restrict r,
                 float *restrict g,
                 float *restrict b,
                 int width);
} AmbKernel;

/* What prepare is given, a multiple of 64. */
static inline gsize
amb_kernel_state_bytes (const AmbKernel *kernel)
{
  gsize bytes = kernel->state_bytes != 0 ? kernel->state_bytes : AMB_KERNEL_STATE_BYTES;
  return (bytes + 63) / 64 * 64;
}

/* In pipeline order, as amb_operations_list (); an entry is NULL for a geometry operation. The
 * variant is chosen by CPU, see amb-cpu.h. */
const AmbKernel *const *amb_kernels (void);

/* The same for one of amb_cpu_names; NULL when the build or the processor lacks it. */
const AmbKernel *const *amb_kernels_by_name (const char *variant);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan says of one output before it is written. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much a plan looks at. */
typedef enum
{
  AMB_PLAN_NAMES = 0,        /* what names and formats depend on, no more */
  AMB_PLAN_DETAILS = 1 << 0, /* every header: sizes, losses, what cannot be read */
  /* Names do not depend on what is in the output folders now: those who share a plan get the same
   * names whenever they begin; what is there is dealt with when a file gets its name. */
  AMB_PLAN_BLIND = 1 << 1,
} AmbPlanFlags;

/* Who has the name that an output asks for. */
typedef enum
{
  AMB_COLLISION_NONE,
  AMB_COLLISION_EXISTS,       /* a file that is there */
  AMB_COLLISION_OWN_SOURCE,   /* the photo itself */
  AMB_COLLISION_OTHER_SOURCE, /* another photo of the batch */
  AMB_COLLISION_PLANNED,      /* another output of the batch */
} AmbCollision;

typedef enum
{
  AMB_ACTION_WRITE,
  AMB_ACTION_RENAME, /* under the next free name */
  AMB_ACTION_REPLACE,
  AMB_ACTION_SKIP,
  AMB_ACTION_FAIL, /* the photo cannot be read */
} AmbAction;

/* What the output cannot have of its source. */
typedef enum
{
  AMB_LOSS_NONE = 0,
  AMB_LOSS_TRANSPARENCY = 1 << 0,
  AMB_LOSS_DEPTH = 1 << 1, /* 16 bits a channel become 8 */
  AMB_LOSS_ANIMATION = 1 << 2,
  AMB_LOSS_PAGES = 1 << 3,
  AMB_LOSS_GAIN_MAP = 1 << 4,
} AmbLosses;

enum
{
  AMB_N_LOSSES = 5,
};

typedef struct
{
  AmbAction action;
  AmbCollision collision;
  gboolean by_case; /* the two names differ in case or in the composition of accents */
  char *wanted;     /* the path that was asked for, file system's encoding; NULL: no plan */
  /* The rest only where the header was looked at. */
  AmbLosses losses;
  guint width, height; /* of the output, pixels; 0: not known */
  guint64 estimate;    /* bytes; 0: not known */
} AmbForecast;

static inline void
amb_forecast_clear (AmbForecast *self)
{
  g_free (self->wanted);
  *self = (AmbForecast){ AMB_ACTION_WRITE };
}

G_END_DECLS

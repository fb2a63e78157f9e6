/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which names are taken in the target folders: by files that are there, by sources, by this plan.
 * Names that differ only in case or in the composition of accents count as one. Use from one thread
 * at a time; reading folders blocks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AmbTargets AmbTargets;

typedef enum
{
  AMB_TAKEN_NOT,
  AMB_TAKEN_EXISTS,  /* a file is there */
  AMB_TAKEN_OWN,     /* the owner's own source is there, and nobody else reads it */
  AMB_TAKEN_SOURCE,  /* another item of the plan is still to be read from there */
  AMB_TAKEN_CLAIMED, /* another item of the plan will be written there */
} AmbTaken;

/* on_disk: each folder is read once, when it is first asked about; FALSE: only what add_existing
 * says is there. */
AmbTargets *amb_targets_new (gboolean on_disk);
void amb_targets_free (AmbTargets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbTargets, amb_targets_free)

void amb_targets_add_existing (AmbTargets *self, const char *folder, const char *name);
/* path: absolute. owner: any pointer but NULL. */
void amb_targets_add_source (AmbTargets *self, const char *path, gconstpointer owner);

/* From now on only what add_existing, add_source and claims say is there. */
void amb_targets_ignore_files (AmbTargets *self);

/* After ignore_files: whether a file of exactly that name is there now. */
gboolean amb_targets_has_file (AmbTargets *self, const char *folder, const char *name);

/* by_case: out, nullable; TRUE when the name that is taken is another spelling. */
AmbTaken amb_targets_look_up (
    AmbTargets *self, const char *folder, const char *name, gconstpointer owner, gboolean *by_case);
void amb_targets_claim (AmbTargets *self, const char *folder, const char *name);
/* Claims "name (2).jpg" or the next number that is free of any taker; transfer full. */
char *amb_targets_claim_numbered (AmbTargets *self, const char *folder, const char *name);

G_END_DECLS

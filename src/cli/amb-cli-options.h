/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line, read and checked. The export settings' options derive from their keys. */
#pragma once

#include "amb-cli-shard.h"
#include "amb-export-settings.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_CLI_EXPORT,
  AMB_CLI_LIST_OPERATIONS,
  AMB_CLI_LIST_FORMATS,
  AMB_CLI_LIST_PRESETS,
  AMB_CLI_STATUS,
  AMB_CLI_SERVE,
  AMB_CLI_RESTORE,
  AMB_CLI_FORGET_ORIGINAL,
  AMB_CLI_VERSION,
} AmbCliTask;

typedef enum
{
  AMB_CLI_PROGRESS_TEXT,
  AMB_CLI_PROGRESS_JSON,
  AMB_CLI_PROGRESS_NONE,
} AmbCliProgressKind;

typedef struct
{
  AmbCliTask task;
  gboolean json; /* of a list */
  AmbCliProgressKind progress;
  GPtrArray *outputs; /* AmbExportSettings, at least one */
  char **files;       /* as written; not empty when exporting */
  GPtrArray *notes;   /* translated sentences about recipes and presets */
  gboolean dry_run;   /* show the plan and write nothing */
  AmbCliShard shard;
  char *manifest; /* path; nullable */
  char *ledger;   /* path; nullable */
  gboolean resume; /* go on with what is in the ledger */
} AmbCliOptions;

/* argv: borrowed. FALSE with a sentence about what was written wrongly (exit 2). --help prints and
 * exits. */
gboolean amb_cli_options_parse (AmbCliOptions *self, char **argv, GError **error);
void amb_cli_options_clear (AmbCliOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbCliOptions, amb_cli_options_clear)

G_END_DECLS

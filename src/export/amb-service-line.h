/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that a service is told: a job, a cancel, a change of priority. What it says is checked
 * here; what it names is read later. */
#pragma once

#include "amb-export-settings.h"

G_BEGIN_DECLS

#define AMB_SERVICE_MAX_PRIORITY 1000

typedef enum
{
  AMB_SERVICE_JOB,
  AMB_SERVICE_CANCEL,
  AMB_SERVICE_PRIORITY,
} AmbServiceVerb;

typedef struct
{
  AmbServiceVerb verb;
  char *id;           /* as JSON, such as 7 or "a"; NULL: none can be told */
  int priority;       /* -1000..1000; of a job 0 unless it says another */
  char *source;       /* of a job, as written */
  char *settings;     /* of a job: a JSON object of settings for all outputs */
  char *outputs;      /* of a job: a JSON array; NULL: those of the command line */
  GPtrArray *targets; /* of a job: char *, one for each of outputs, or just one; nullable entries */
} AmbServiceLine;

/* FALSE with AMB_ERROR_SETTINGS and a sentence; id and verb are then what could be told of them.
 * text need not be terminated. Pure. */
gboolean
amb_service_line_parse (AmbServiceLine *self, const char *text, gsize length, GError **error);
void amb_service_line_clear (AmbServiceLine *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbServiceLine, amb_service_line_clear)

/* A job's outputs over defaults (AmbExportSettings, at least one): AmbExportSettings, transfer
 * full. targets: out, transfer full, a full path or NULL for each of them. notes: gets a sentence
 * (char *) for each value of a recipe that is clamped or unknown. Reads the recipes, watermarks and
 * presets that are named: blocking, call it in a thread. */
GPtrArray *amb_service_line_resolve (const AmbServiceLine *self,
                                     const GPtrArray *defaults,
                                     GPtrArray **targets,
                                     GPtrArray *notes,
                                     GError **error);

G_END_DECLS

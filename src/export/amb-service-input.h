/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes in, lines out: no line is longer than a limit, whatever comes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of one line, without its end: a few hundred curves, or thirty outputs with edits of their own. */
#define AMB_SERVICE_MAX_LINE (256 * 1024)

typedef struct _AmbServiceInput AmbServiceInput;

typedef enum
{
  AMB_SERVICE_INPUT_NONE, /* more bytes are needed */
  AMB_SERVICE_INPUT_LINE,
  AMB_SERVICE_INPUT_TOO_LONG, /* told once; the rest of that line is dropped */
} AmbServiceInputResult;

AmbServiceInput *amb_service_input_new (void);
void amb_service_input_free (AmbServiceInput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbServiceInput, amb_service_input_free)

/* No push while lines are left: what is held is then at most a line and one push. */
void amb_service_input_push (AmbServiceInput *self, const char *bytes, gsize length);
/* Nothing more comes: a line without an end is one too. */
void amb_service_input_end (AmbServiceInput *self);

/* line, length: out; valid until the next call of any kind; not terminated, without "\n" and
 * "\r\n". Empty lines are left out. */
AmbServiceInputResult
amb_service_input_next (AmbServiceInput *self, const char **line, gsize *length);

G_END_DECLS

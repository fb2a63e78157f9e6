/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines to a file descriptor that is written to as fast as its reader reads, without ever waiting
 * for it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AmbCliAnswers AmbCliAnswers;

/* fd: stays open. moved: some lines were written, or none can be any more; from the main loop. */
AmbCliAnswers *amb_cli_answers_new (int fd, void (*moved) (gpointer user_data), gpointer user_data);
/* What is not written is dropped. */
void amb_cli_answers_free (AmbCliAnswers *self);

/* line: without its end. */
void amb_cli_answers_put (AmbCliAnswers *self, const char *line);
/* Bytes that are not written yet; 0 when nobody reads any more. */
gsize amb_cli_answers_get_backlog (AmbCliAnswers *self);
/* Nobody reads any more. */
gboolean amb_cli_answers_is_broken (AmbCliAnswers *self);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The control page: how the parent tells a busy worker to stop. See AmbControl in amb-message.h.
 * Main thread only. */
#pragma once

#include "amb-message.h"

G_BEGIN_DECLS

typedef struct _AmbControlPage AmbControlPage;

/* A sealed memfd of one page that only the parent can write. NULL with AMB_ERROR_START. */
AmbControlPage *amb_control_page_new (GError **error);
void amb_control_page_free (AmbControlPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbControlPage, amb_control_page_free)

/* Borrowed. */
int amb_control_page_get_fd (AmbControlPage *self);
void amb_control_page_set_cancel (AmbControlPage *self, gboolean cancel);
guint32 amb_control_page_get_generation (AmbControlPage *self);
/* Abortable renders of the generation before give up. */
void amb_control_page_next_generation (AmbControlPage *self);

G_END_DECLS

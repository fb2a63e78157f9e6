/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether this build watches its own memory. */
#pragma once

/* AddressSanitizer maps terabytes of shadow, which a limit of a process's memory would count. */
#if defined(__SANITIZE_ADDRESS__)
#define AMB_HAS_SHADOW_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define AMB_HAS_SHADOW_MEMORY 1
#endif
#endif
#ifndef AMB_HAS_SHADOW_MEMORY
#define AMB_HAS_SHADOW_MEMORY 0
#endif
